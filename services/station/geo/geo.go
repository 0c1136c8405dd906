// Package geo finds what is near: geohash cells as index keys, and distances.
package geo

import "math"

// Point is a place in degrees, WGS 84.
type Point struct{ Lat, Lng float64 }

// Zero reports whether no place is known: nobody receives people in the Gulf of
// Guinea.
func (p Point) Zero() bool { return p.Lat == 0 && p.Lng == 0 }

// earth is the mean radius in metres.
const earth = 6_371_008.8

// Distance is the way between two points as the crow flies, in metres.
func Distance(a, b Point) float64 {
	lat1, lat2 := radians(a.Lat), radians(b.Lat)
	sinLat, sinLng := math.Sin((lat2-lat1)/2), math.Sin(radians(b.Lng-a.Lng)/2)
	h := sinLat*sinLat + math.Cos(lat1)*math.Cos(lat2)*sinLng*sinLng
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

const base32 = "0123456789bcdefghjkmnpqrstuvwxyz"

// Digits is the length of a full hash: cells of about a metre.
const Digits = 10

// Hash is the point's geohash with so many digits. Points of one cell begin
// alike, so that a cell is a range of an ordered index.
func Hash(p Point, digits int) string {
	lat, lng := [2]float64{-90, 90}, [2]float64{-180, 180}
	out := make([]byte, digits)
	even := true
	for i := range out {
		index := 0
		for range 5 {
			var bit int
			if even {
				bit = halve(&lng, p.Lng)
			} else {
				bit = halve(&lat, p.Lat)
			}
			index, even = index<<1|bit, !even
		}
		out[i] = base32[index]
	}
	return string(out)
}

// halve keeps the half of the range that v lies in; 1 for the upper one.
func halve(r *[2]float64, v float64) int {
	middle := (r[0] + r[1]) / 2
	if v >= middle {
		r[0] = middle
		return 1
	}
	r[1] = middle
	return 0
}

// size is a cell's height and width in degrees.
func size(digits int) (lat, lng float64) {
	bits := 5 * digits
	return 180 / math.Exp2(float64(bits/2)), 360 / math.Exp2(float64((bits+1)/2))
}

// Around are the point's cell and its neighbours, and the radius in metres
// within which they hold everything.
func Around(p Point, digits int) (cells []string, radius float64) {
	lat, lng := size(digits)
	seen := map[string]bool{}
	for dy := -1.0; dy <= 1; dy++ {
		for dx := -1.0; dx <= 1; dx++ {
			q := Point{Lat: max(-90, min(90, p.Lat+dy*lat)), Lng: math.Remainder(p.Lng+dx*lng, 360)}
			if h := Hash(q, digits); !seen[h] {
				seen[h] = true
				cells = append(cells, h)
			}
		}
	}
	edge := min(90, math.Abs(p.Lat)+lat) // meridians draw together towards the poles
	return cells, min(radians(lat), radians(lng)*math.Cos(radians(edge))) * earth
}
