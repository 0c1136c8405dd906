package photo

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"
)

// tag is one EXIF entry, as a file may hold it.
type tag struct {
	id, kind uint16
	count    uint32
	data     []byte
}

func text(id uint16, s string) tag { return tag{id, 2, uint32(len(s) + 1), append([]byte(s), 0)} }

// degrees is a position as three fractions.
func degrees(id uint16, d, m, s uint32) tag {
	var data []byte
	for _, n := range []uint32{d, 1, m, 1, s, 1} {
		data = binary.BigEndian.AppendUint32(data, n)
	}
	return tag{id, 5, 3, data}
}

func number(id uint16, n uint32) tag { return tag{id, 4, 1, binary.BigEndian.AppendUint32(nil, n)} }

// directory writes entries that begin at an offset of the block, their data behind them.
func directory(at uint32, tags []tag) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(tags)))
	behind := at + 2 + uint32(len(tags))*12 + 4
	var data []byte
	for _, g := range tags {
		out = binary.BigEndian.AppendUint32(out, uint32(g.id)<<16|uint32(g.kind))
		out = binary.BigEndian.AppendUint32(out, g.count)
		if len(g.data) <= 4 {
			out = append(out, append(slices.Clone(g.data), 0, 0, 0, 0)[:4]...)
			continue
		}
		out = binary.BigEndian.AppendUint32(out, behind+uint32(len(data)))
		data = append(data, g.data...)
	}
	return append(append(out, 0, 0, 0, 0), data...)
}

// taken is a JPEG that says when and where it was taken.
func taken(t testing.TB, exif, gps []tag) []byte {
	t.Helper()
	const first = 8
	root := []tag{number(0x8769, 0), number(0x8825, 0)}
	exifAt := uint32(first + len(directory(first, root)))
	exifBytes := directory(exifAt, exif)
	gpsAt := exifAt + uint32(len(exifBytes))
	root = []tag{number(0x8769, exifAt), number(0x8825, gpsAt)}
	tiff := slices.Concat([]byte("MM\x00\x2a\x00\x00\x00\x08"), directory(first, root), exifBytes, directory(gpsAt, gps))
	block := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2))
	return slices.Concat(head, block, asJPEG(t, sample(16, 16))[2:])
}

const dateTimeOriginal, offsetOriginal, latRef, lat, lngRef, lng = 0x9003, 0x9011, 1, 2, 3, 4

func TestWhenAndWhereAPictureWasTaken(t *testing.T) {
	here := []tag{text(latRef, "N"), degrees(lat, 28, 0, 36), text(lngRef, "E"), degrees(lng, 110, 30, 0)}
	got := OriginOf(taken(t, []tag{text(dateTimeOriginal, "2026:04:05 09:30:00")}, here), "image/jpeg")
	if want := time.Date(2026, 4, 5, 1, 30, 0, 0, time.UTC); !got.Taken.Equal(want) {
		t.Errorf("taken %v, want %v", got.Taken, want)
	}
	if math.Abs(got.Lat-28.01) > 1e-9 || math.Abs(got.Lng-110.5) > 1e-9 {
		t.Errorf("at %v, %v", got.Lat, got.Lng)
	}
	abroad := []tag{text(latRef, "S"), degrees(lat, 28, 0, 0), text(lngRef, "W"), degrees(lng, 110, 0, 0)}
	got = OriginOf(taken(t, []tag{text(dateTimeOriginal, "2026:04:05 09:30:00"), text(offsetOriginal, "+00:00")}, abroad), "image/jpeg")
	if got.Taken.Hour() != 9 || got.Lat != -28 || got.Lng != -110 {
		t.Errorf("%+v", got)
	}
}

func TestWhatAFileDoesNotSayIsLeftOut(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing":           asJPEG(t, sample(16, 16)),
		"no such time":      taken(t, []tag{text(dateTimeOriginal, "2026:13:45 99:00:00")}, nil),
		"a clock never set": taken(t, []tag{text(dateTimeOriginal, "1970:01:01 00:00:00")}, nil),
		"half a position":   taken(t, nil, []tag{text(latRef, "N"), degrees(lat, 28, 0, 0)}),
		"beyond the earth":  taken(t, nil, []tag{text(latRef, "N"), degrees(lat, 300, 0, 0), text(lngRef, "E"), degrees(lng, 1, 0, 0)}),
		"other types":       taken(t, []tag{number(dateTimeOriginal, 7)}, []tag{number(latRef, 1), number(lat, 1), text(lng, "x"), number(lngRef, 3)}),
		"no fraction":       taken(t, nil, []tag{{lat, 5, 3, make([]byte, 24)}, {lng, 5, 3, make([]byte, 24)}}),
	} {
		if got := OriginOf(data, "image/jpeg"); got != (Origin{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := OriginOf([]byte("GIF89a"), "image/gif"); got != (Origin{}) {
		t.Errorf("%+v", got)
	}
}

func FuzzOriginOf(f *testing.F) {
	f.Add(asJPEG(f, sample(8, 8)))
	f.Add(taken(f, []tag{text(dateTimeOriginal, "2026:04:05 09:30:00")}, []tag{text(latRef, "N"), degrees(lat, 28, 0, 36), text(lngRef, "E"), degrees(lng, 110, 30, 0)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for media := range formats {
			if got := OriginOf(data, media); !(math.Abs(got.Lat) <= 90 && math.Abs(got.Lng) <= 180) {
				t.Fatalf("%+v", got)
			}
		}
	})
}
