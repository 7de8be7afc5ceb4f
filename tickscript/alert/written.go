package alert

import (
	"math"
	"strconv"
)

// written remembers how an event's number and time are written: the message, the
// details and the data of an event show the same ones, and finding the shortest
// form of a float is the dearest part of a line. A nil written remembers nothing.
type written struct {
	float, time   [32]byte
	bits          uint64
	ns            int64
	nFloat, nTime int8
}

// appendFloat is AppendFloat.
func (w *written) appendFloat(b []byte, f float64) []byte {
	if w == nil {
		return AppendFloat(b, f)
	}
	if bits := math.Float64bits(f); w.nFloat == 0 || w.bits != bits {
		t := AppendFloat(w.float[:0], f)
		if len(t) > len(w.float) {
			return append(b, t...)
		}
		w.bits, w.nFloat = bits, int8(len(t))
	}
	return append(b, w.float[:w.nFloat]...)
}

// appendPlainFloat appends a float as Go's templates print it, which for the usual
// sizes is what JSON has too.
func (w *written) appendPlainFloat(b []byte, f float64) []byte {
	if a := math.Abs(f); w != nil && a >= 1e-4 && a < 1e5 {
		return w.appendFloat(b, f)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

// appendTime is AppendTimeNS.
func (w *written) appendTime(b []byte, ns int64) []byte {
	if w == nil {
		return AppendTimeNS(b, ns)
	}
	if w.nTime == 0 || w.ns != ns {
		t := AppendTimeNS(w.time[:0], ns)
		w.ns, w.nTime = ns, int8(len(t))
	}
	return append(b, w.time[:w.nTime]...)
}
