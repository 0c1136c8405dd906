package oidc

import (
	"context"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// RegisterClient serves identity.RegisterClient.
func (p *Provider) RegisterClient(ctx context.Context, req identity.RegisterClientRequest) (identity.RegisteredClient, error) {
	now := p.now()
	c := client{Client: identity.Client{ID: p.db.NewID(), Name: req.Name, Kind: req.Kind, Redirects: req.Redirects,
		LogoutRedirects: req.LogoutRedirects, Scopes: req.Scopes, Created: now, CreatedBy: authz.Actor(ctx).ID}}
	if err := p.check(&c); err != nil {
		return identity.RegisteredClient{}, err
	}
	if (c.Kind == identity.ServiceClient) != (req.Area != "") {
		return identity.RegisteredClient{}, fault.Invalid("client.area", "后台服务必须填写所属行政区划，其他应用不能填写", "A service needs the area that administers it; other clients have none")
	}
	if err := p.upkeepKeys(ctx); err != nil {
		return identity.RegisteredClient{}, err
	}
	var err error
	if c.Kind == identity.ServiceClient {
		if c.Account, err = p.host.MakeService(ctx, req.Name, req.Area); err != nil {
			return identity.RegisteredClient{}, err
		}
	}
	secret := ""
	if c.Kind != identity.PublicClient {
		secret = newSecret()
		c.renew(secret, now)
	}
	return identity.RegisteredClient{Client: c.Client, Secret: secret}, p.clients.Create(ctx, c, identity.ClientRegistered.New(c.changed("")))
}

// check fails with invalid for what a client of its kind cannot have.
func (p *Provider) check(c *client) error {
	for _, s := range c.Scopes {
		if !slices.Contains(p.scopes(), s) {
			return fault.Invalid("client.scope", "没有授权范围 %[1]s，可选 openid、profile、email、offline_access、own 和权限表中的权限",
				"There is no scope %[1]s; choose of openid, profile, email, offline_access, own and the list of permissions", s)
		}
	}
	service := c.Kind == identity.ServiceClient
	switch {
	case service && len(c.Redirects)+len(c.LogoutRedirects) > 0:
		return fault.Invalid("client.redirects", "后台服务没有回调地址，请清空", "A service has no redirects; leave them out")
	case service && len(actionsOf(c.Scopes)) != len(c.Scopes):
		return fault.Invalid("client.scope", "后台服务只能申请权限，不能申请个人信息", "A service can have permissions only, nothing about people")
	case !service && len(c.Redirects) == 0:
		return fault.Invalid("client.redirects", "请至少填写一个回调地址", "Give at least one redirect")
	case !service && !slices.Contains(c.Scopes, "openid"):
		return fault.Invalid("client.scope", "供人登录的应用必须有 openid", "A client that signs people in needs openid")
	}
	c.Redirects, c.LogoutRedirects = append([]string{}, c.Redirects...), append([]string{}, c.LogoutRedirects...)
	c.Scopes = slices.Compact(slices.Sorted(slices.Values(c.Scopes)))
	return checkRedirects(slices.Concat(c.Redirects, c.LogoutRedirects))
}

// GetClient serves identity.GetClient.
func (p *Provider) GetClient(ctx context.Context, req identity.ByID) (identity.Client, error) {
	c, err := p.clients.Get(ctx, req.ID)
	return c.Client, err
}

// ListClients serves identity.ListClients.
func (p *Provider) ListClients(ctx context.Context, req identity.ListClientsRequest) (rpc.Page[identity.Client], error) {
	page, err := p.clients.List(ctx, store.Query{Index: "created", Desc: true, Limit: req.Limit, After: req.After})
	out := rpc.Page[identity.Client]{Items: []identity.Client{}, Next: page.Next}
	for _, c := range page.Items {
		out.Items = append(out.Items, c.Client)
	}
	return out, err
}

// UpdateClient serves identity.UpdateClient.
func (p *Provider) UpdateClient(ctx context.Context, req identity.UpdateClientRequest) (identity.Client, error) {
	c, err := p.clients.Update(ctx, req.ID, func(c *client) ([]event.Event, error) {
		if err := c.live(); err != nil {
			return nil, err
		}
		c.Name, c.Redirects, c.LogoutRedirects, c.Scopes = req.Name, req.Redirects, req.LogoutRedirects, req.Scopes
		if err := p.check(c); err != nil {
			return nil, err
		}
		return []event.Event{identity.ClientUpdated.New(c.changed(""))}, nil
	})
	return c.Client, err
}

// RenewClientSecret serves identity.RenewClientSecret.
func (p *Provider) RenewClientSecret(ctx context.Context, req identity.Reasoned) (identity.RegisteredClient, error) {
	secret := newSecret()
	c, err := p.clients.Update(ctx, req.ID, func(c *client) ([]event.Event, error) {
		if c.Kind == identity.PublicClient {
			return nil, fault.FailedPrecondition("client.public", "设备上的应用没有密钥", "A public client has no secret")
		}
		if err := c.live(); err != nil {
			return nil, err
		}
		c.renew(secret, p.now())
		return []event.Event{identity.ClientSecretRenewed.New(c.changed(req.Reason))}, nil
	})
	return identity.RegisteredClient{Client: c.Client, Secret: secret}, err
}

// EndClient serves identity.EndClient.
func (p *Provider) EndClient(ctx context.Context, req identity.Reasoned) (identity.Client, error) {
	c, err := p.clients.Update(ctx, req.ID, func(c *client) ([]event.Event, error) {
		if err := c.live(); err != nil {
			return nil, err
		}
		return c.end(req.Reason, p.now()), nil
	})
	if err == nil && c.Account != "" {
		err = p.host.EndService(ctx, c.Account, req.Reason)
	}
	return c.Client, err
}
