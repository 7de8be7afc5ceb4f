package engine

import (
	"encoding/binary"
	"math/bits"
)

// Numbers are most of the text of a metric, so their digits are looked at eight
// at a time: the bytes of a word are tested and converted together.

const (
	zeros = 0x3030303030303030
	tens  = 0x7676767676767676
	highs = 0x8080808080808080
)

// digitRun counts the decimal digits at the start of the 8 bytes in w.
func digitRun(w uint64) int {
	t := w ^ zeros
	return bits.TrailingZeros64(((t+tens)|t)&highs) >> 3
}

// eight converts the 8 digits in w.
func eight(w uint64) uint64 {
	t := w - zeros
	t = t*10 + t>>8
	return ((t&0x000000ff000000ff)*0x000f424000000064 + (t>>16&0x000000ff000000ff)*0x0000271000000001) >> 32
}

var pow10int = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// digits reads decimal digits from buf[i:], continuing the number n; it returns
// the number and the place after the last digit. The number wraps when it has
// more than 19 digits: callers count them.
func digits(buf []byte, i int, n uint64) (uint64, int) {
	for len(buf)-i >= 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		k := digitRun(w)
		if k == 8 {
			n = n*1e8 + eight(w)
			i += 8
			continue
		}
		if k == 0 {
			return n, i
		}
		// The missing leading digits become zeros.
		s := uint(64 - 8*k)
		return n*pow10int[k] + eight(w<<s|zeros>>(64-s)), i + k
	}
	for i < len(buf) {
		d := buf[i] - '0'
		if d > 9 {
			break
		}
		n = n*10 + uint64(d)
		i++
	}
	return n, i
}

// skipDigits is digits for who needs only the place.
func skipDigits(buf []byte, i int) int {
	for len(buf)-i >= 8 {
		k := digitRun(binary.LittleEndian.Uint64(buf[i:]))
		i += k
		if k < 8 {
			return i
		}
	}
	for i < len(buf) && buf[i]-'0' <= 9 {
		i++
	}
	return i
}
