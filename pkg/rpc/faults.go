package rpc

import (
	"fmt"
	"reflect"
	"time"

	"lianluo/pkg/fault"
)

// What the chain itself refuses, in words.
var (
	errContent = fault.Invalid("rpc.content", "提交的内容有误，请按各项提示修改后重新提交。",
		"Something in the request is not right. Correct it as described for each field and send it again.")
	errSyntax = fault.Invalid("rpc.syntax", "请求内容不完整或格式损坏，请重新提交。",
		"The request is incomplete or damaged. Send it again.")
	errMedia = fault.Invalid("rpc.media_type", "请求内容的类型不支持，请以 application/json（上传文件时用 multipart/form-data）发送，不要压缩。",
		"This kind of content is not supported. Send application/json (multipart/form-data for uploads), not compressed.")
	errDeep = fault.Invalid("rpc.depth", "请求内容嵌套过深，请减少层级后重试。",
		"The request is nested too deeply. Flatten it and try again.")
	errKey = fault.Invalid("rpc.idempotency_key", "缺少防重复提交编号，或编号格式不对，请刷新页面后重新提交。",
		"The Idempotency-Key header is missing or malformed. Send a new random value for each change, and the same one when you repeat it.").
		At("Idempotency-Key", "应为8到128个可见字符", "must have 8 to 128 visible characters")
	errKeyReused = fault.Conflict("rpc.key_reused", "这个防重复提交编号已用于另一份内容，请刷新页面后重新提交。",
		"This Idempotency-Key was used for another request. Send this one with a new key.")
	errNoToken = fault.Unauthenticated("rpc.no_token", "请先登录。", "Sign in first.")
	errDenied  = fault.Denied("rpc.denied", "您没有执行此操作的权限，如有需要请联系管理员。",
		"You are not permitted to do this. Ask your administrator if you need it.")
	errNotGranted = fault.Denied("rpc.not_granted", "本人没有把收件箱和个人资料交给这个应用，请让应用申请 own 授权范围。",
		"This client was not granted what belongs to the person alone. Let it ask for the scope own.")
	errNoPath = fault.NotFound("rpc.not_found", "没有这个地址，请检查后重试。",
		"There is nothing at this address. Check it and try again.")
	errMethod = fault.Invalid("rpc.method", "这个地址不支持此操作方式，请按接口文档调用。",
		"This address does not support the method. See the Allow header and the API documentation.")
	errParts = fault.TooLarge("rpc.parts", "一次上传的项目过多，请分几次上传。",
		"Too many parts in one upload. Send them in several requests.")
)

func errTooLarge(limit int64) *fault.Error {
	size := fmt.Sprintf("%.1f MB", float64(limit)/(1<<20))
	if limit < 1<<20 {
		size = fmt.Sprintf("%d KB", limit>>10)
	}
	return fault.TooLarge("rpc.too_large", "提交的内容过大，最多 %s，请缩小后重试。",
		"The request is too large: at most %s. Make it smaller and try again.", size)
}

// What is wrong with one field, in words.
var (
	sayUTF8    = fault.Text{ZH: "含有无法识别的字符，请重新输入", EN: "is not valid UTF-8; enter it again"}
	sayUnknown = fault.Text{ZH: "没有这一项，请删去或核对名称", EN: "is not known here; remove it or check its name"}
	sayTwice   = fault.Text{ZH: "出现了多次，请只保留一个", EN: "is given more than once; keep one"}
	sayBig     = fault.Text{ZH: "内容过大，请缩小后重试", EN: "is too large; make it smaller"}
	sayFile    = fault.Text{ZH: "应为文件，请选择文件后上传", EN: "must be a file; choose one"}
	sayNoFile  = fault.Text{ZH: "不应为文件，请直接填写内容", EN: "must not be a file; give its value"}
)

var timeType = reflect.TypeFor[time.Time]()

// sayType says which kind of value is wanted.
func sayType(t reflect.Type) *fault.Text {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == nil:
		return &fault.Text{ZH: "格式不正确，请检查后重填", EN: "has the wrong form; check it"}
	case t == timeType:
		return &fault.Text{ZH: "应为时间，如 2026-03-05T09:00:00+08:00", EN: "must be a time such as 2026-03-05T09:00:00+08:00"}
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return &fault.Text{ZH: "应为范围内的整数", EN: "must be a whole number within range"}
	}
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return &fault.Text{ZH: "应为数字", EN: "must be a number"}
	case reflect.Bool:
		return &fault.Text{ZH: "应为 true 或 false", EN: "must be true or false"}
	case reflect.String:
		return &fault.Text{ZH: "应为文字", EN: "must be text"}
	case reflect.Slice, reflect.Array:
		return &fault.Text{ZH: "应为列表", EN: "must be a list"}
	case reflect.Struct, reflect.Map:
		return &fault.Text{ZH: "应为一组字段", EN: "must be an object"}
	}
	return sayType(nil)
}
