package photo

import "lianluo/pkg/fault"

var (
	errType = fault.Invalid("photo.type", "只能上传 JPEG、PNG 或 WebP 照片，请换一张照片（不支持动图、HEIC 和其他文件）",
		"Only JPEG, PNG and WebP photos are taken; choose another picture (no animations, HEIC or other files)")
	errBroken = fault.Invalid("photo.broken", "照片已损坏或不完整，无法打开，请重新拍摄或换一张",
		"The photo is damaged or incomplete and cannot be opened; take it again or choose another")
	errBytes = fault.TooLarge("photo.bytes", "照片超过 12 MB，请压缩后再上传",
		"The photo is larger than 12 MB; make it smaller and upload it again")
	errPixels = fault.TooLarge("photo.pixels", "照片尺寸过大（超过 5000 万像素），请缩小后再上传",
		"The photo has more than 50 megapixels; scale it down and upload it again")
)
