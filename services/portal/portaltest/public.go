package portaltest

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// What the public's fakes know: one station, and one case with its code.
const (
	StationCode = "CX8K3M"
	CaseNumber  = "431223-100-26-0123-5"
	CaseCode    = "7KM29QXF"
)

// square is a fake of station and casework as the public sees them.
type square struct {
	mu       sync.Mutex
	clock    calendar.Clock
	bulletin station.Bulletin
	followed casework.PublicCase
	photos   int
	taken    []casework.SubmitRequest
}

func publicFakes(clock calendar.Clock) []Fake {
	s := &square{clock: clock, bulletin: load[station.Bulletin]("bulletin.json"), followed: load[casework.PublicCase]("follow.json")}
	return []Fake{
		Op(station.FindStations, s.find), Op(station.GetBulletin, s.getBulletin),
		Op(casework.SubmitCase, s.submit), Op(casework.SubmitPhoto, s.photo),
		Op(casework.FollowCase, s.follow), Op(casework.FollowPhoto, s.picture), Op(casework.RateCase, s.rate), Op(casework.WithdrawCase, s.withdraw),
	}
}

func (s *square) find(_ context.Context, req station.FindRequest) (rpc.Page[station.PublicStation], error) {
	one := s.bulletin.Station
	far := 840.0
	switch {
	case req.Lat != 0:
		one.Distance = far
	case req.Words != "" && !strings.Contains(one.Code+one.Name+one.Address+one.AreaName, req.Words):
		return rpc.Page[station.PublicStation]{}, nil
	}
	return rpc.Page[station.PublicStation]{Items: []station.PublicStation{one}}, nil
}

func (s *square) getBulletin(_ context.Context, req station.ByCode) (station.Bulletin, error) {
	if req.Code != StationCode {
		return station.Bulletin{}, refusal(fault.KindNotFound, "station", "no-station")
	}
	return s.bulletin, nil
}

func (s *square) submit(_ context.Context, req casework.SubmitRequest) (casework.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, req)
	return casework.Receipt{Case: "c9", Number: "431223-100-26-0" + strconv.Itoa(123+len(s.taken)) + "-8", Code: "M4TX8WRK", Next: texts["next"]}, nil
}

func (s *square) photo(_ context.Context, req casework.SubmitPhotoRequest) (casework.Photo, error) {
	if !slices.Contains([]string{"image/jpeg", "image/png", "image/webp"}, http.DetectContentType(req.File.Data)) {
		return casework.Photo{}, refusal(fault.KindInvalid, "photo", "photo").At("file", texts["photo"], "not an image")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.photos++
	return casework.Photo{ID: "ph-" + strconv.Itoa(s.photos), Name: req.File.Name, Type: req.File.Type, Bytes: len(req.File.Data)}, nil
}

func (s *square) follow(_ context.Context, req casework.FollowRequest) (casework.PublicCase, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.Number != CaseNumber || req.Code != CaseCode {
		return casework.PublicCase{}, refusal(fault.KindNotFound, "receipt", "not-found")
	}
	return s.followed, nil
}

func (s *square) picture(ctx context.Context, req casework.FollowPhotoRequest) (casework.PhotoData, error) {
	c, err := s.follow(ctx, casework.FollowRequest{Number: req.Number, Code: req.Code})
	if err != nil {
		return casework.PhotoData{}, err
	}
	for _, p := range append(slices.Clone(c.Photos), c.Replies[0].Photos...) {
		if p.ID == req.Photo {
			var out bytes.Buffer
			err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 160, 160)), nil)
			return casework.PhotoData{Type: "image/jpeg", Data: out.Bytes()}, err
		}
	}
	return casework.PhotoData{}, refusal(fault.KindNotFound, "photo", "not-found")
}

func (s *square) rate(ctx context.Context, req casework.RateRequest) (casework.PublicCase, error) {
	if _, err := s.follow(ctx, casework.FollowRequest{Number: req.Number, Code: req.Code}); err != nil {
		return casework.PublicCase{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.followed.Ask, s.followed.Step = "", casework.Awaiting
	s.followed.Entries = append(s.followed.Entries, casework.PublicEntry{At: s.clock.Now(), What: "PersonAnswered"})
	return s.followed, nil
}

func (s *square) withdraw(ctx context.Context, req casework.WithdrawRequest) (casework.PublicCase, error) {
	if _, err := s.follow(ctx, casework.FollowRequest{Number: req.Number, Code: req.Code}); err != nil {
		return casework.PublicCase{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.followed.Ask, s.followed.Step, s.followed.CanWithdraw = "", casework.Withdrawn, false
	s.followed.Entries = append(s.followed.Entries, casework.PublicEntry{At: s.clock.Now(), What: "CaseWithdrawn"})
	return s.followed, nil
}
