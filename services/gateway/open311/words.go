package open311

import (
	"lianluo/api/casework"
	"lianluo/pkg/fault"
)

// notes say where a case stands.
var notes = map[casework.Step]fault.Text{
	casework.Received:   {ZH: "已收到，联络站正在查看", EN: "Received; the station looks at it"},
	casework.Registered: {ZH: "已登记，等待研判", EN: "Registered; the station decides who takes care of it"},
	casework.Triaged:    {ZH: "已研判，等待交办", EN: "To be handed to a unit"},
	casework.Assigned:   {ZH: "已交办，等待承办单位接收", EN: "Handed to a unit"},
	casework.Handling:   {ZH: "承办单位正在办理", EN: "In hand"},
	casework.Returned:   {ZH: "承办单位退回，重新交办中", EN: "Given back; to be handed to another unit"},
	casework.Replied:    {ZH: "已答复，正在征求意见", EN: "Answered; the person is asked whether they are satisfied"},
	casework.Awaiting:   {ZH: "已答复，等待落实结果", EN: "Answered; the result is awaited"},
	casework.Closed:     {ZH: "已办结", EN: "Done"},
	casework.Archived:   {ZH: "已办结归档", EN: "Done and filed"},
	casework.Rejected:   {ZH: "不予受理，已告知去处", EN: "Not accepted; the person was told where to go"},
	casework.MergedStep: {ZH: "与同一事项合并办理", EN: "Merged with another request about the same"},
	casework.Withdrawn:  {ZH: "本人已撤回", EN: "Taken back"},
}

var (
	errRequest = fault.NotFound("open311.request", "没有找到这个 service_request_id，可能尚未公开，请核对", "service_request_id provided was not found, or is not published; check it")
	errMany    = fault.Invalid("open311.many", "一次查询的项目太多，请分几次查询", "Too many at once; ask in several requests")
	errStatus  = fault.Invalid("open311.status", "status 只能是 open 或 closed", "status is open or closed")
	errSpan    = fault.Invalid("open311.span", "start_date 到 end_date 最多 90 天，且不能颠倒，请缩短", "start_date to end_date may span 90 days at most; ask for less")
	errDate    = fault.Invalid("open311.date", "日期格式不对，须带时区", "A date cannot be read; it needs a time zone")
)
