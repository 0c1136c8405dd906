package photo

import (
	"bytes"
	"math"
	"strings"
	"time"

	"github.com/bep/imagemeta"

	"lianluo/pkg/calendar"
)

// Origin is when and where a picture was taken, as far as the device wrote it into
// the file; zero where it did not. It is what the file claims, and proves nothing.
type Origin struct {
	Taken    time.Time
	Lat, Lng float64 // degrees, WGS 84
}

// originTags are what an origin is read from.
var originTags = map[string]bool{
	"DateTimeOriginal": true, "OffsetTimeOriginal": true,
	"GPSLatitude": true, "GPSLatitudeRef": true, "GPSLongitude": true, "GPSLongitudeRef": true,
}

// OriginOf reads the origin of a picture of a sniffed type. What is missing, damaged
// or beyond the earth is left out. A time without a zone is that of the place.
func OriginOf(data []byte, media string) Origin {
	format, ok := formats[media]
	if !ok {
		return Origin{}
	}
	found := map[string]any{}
	_, _ = imagemeta.Decode(imagemeta.Options{ // what is damaged ends the reading
		R: bytes.NewReader(data), ImageFormat: format.meta, Sources: imagemeta.EXIF, LimitNumTags: 500,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return originTags[tag.Tag] },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if _, twice := found[tag.Tag]; !twice {
				found[tag.Tag] = tag.Value
			}
			return nil
		},
	})
	out := Origin{Taken: takenAt(word(found["DateTimeOriginal"]), word(found["OffsetTimeOriginal"]))}
	out.Lat, out.Lng = point(found)
	return out
}

// takenAt reads EXIF's form of a time.
func takenAt(at, offset string) time.Time {
	const form = "2006:01:02 15:04:05"
	t, err := time.ParseInLocation(form, at, calendar.Zone)
	if zoned, zoneErr := time.Parse(form+"-07:00", at+offset); zoneErr == nil {
		t, err = zoned, nil
	}
	if err != nil || t.Year() < 2000 {
		return time.Time{}
	}
	return t.UTC()
}

// point reads a position, 0, 0 for none.
func point(found map[string]any) (lat, lng float64) {
	lat, okLat := found["GPSLatitude"].(float64)
	lng, okLng := found["GPSLongitude"].(float64)
	if word(found["GPSLatitudeRef"]) == "S" {
		lat = -lat
	}
	if word(found["GPSLongitudeRef"]) == "W" {
		lng = -lng
	}
	onEarth := math.Abs(lat) <= 90 && math.Abs(lng) <= 180 // false for NaN
	if !okLat || !okLng || !onEarth {
		return 0, 0
	}
	return lat, lng
}

// word is a tag's text: a file may put any type there.
func word(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(strings.TrimRight(s, "\x00"))
}
