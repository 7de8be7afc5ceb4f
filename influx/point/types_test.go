package point_test

import (
	"maps"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
)

func TestTags(t *testing.T) {
	a := tags("b", "2", "a", "1", "b", "3")
	require.Equal(t, "a=1,b=3", a.Key())
	require.Equal(t, 2, a.Len())
	require.Equal(t, point.Tag{Key: "a", Value: "1"}, a.At(0))
	require.Equal(t, map[string]string{"a": "1", "b": "3"}, a.Map())
	require.Equal(t, a.Map(), maps.Collect(a.All()))
	require.True(t, a.Equal(point.TagsFrom(a.Map())))
	_, ok := a.Get("c")
	require.False(t, ok)
	require.Equal(t, "", a.Value("c"))
	require.Equal(t, "a=1,b=3,c=x\\ y", a.With("c", "x y").Key())
	require.Equal(t, "a=0,b=3", a.With("a", "0").Key())
	require.Equal(t, "0=z,a=1,b=3", a.With("0", "z").Key())
	require.True(t, a.With("a", "1") == a)
	require.Equal(t, "b=3", a.Only("b", "x").Key())
	require.Equal(t, "a=1", a.Without("b").Key())
	require.True(t, a.Without("a", "b") == point.Tags{})
	require.True(t, point.NewTags() == point.Tags{})
	require.Equal(t, "a=1,b=3", a.String(), "unchanged by all of this")
	var none point.Tags
	require.Equal(t, "", none.Key())
	require.Equal(t, "x=1", none.With("x", "1").Key())
	require.Empty(t, maps.Collect(none.All()))
}

func TestFields(t *testing.T) {
	f := point.Fields{{Key: "a", Value: point.Int(1)}, {Key: "b", Value: point.Bool(true)}}
	v, ok := f.Get("b")
	require.True(t, ok)
	require.Equal(t, true, v.Any())
	_, ok = f.Get("c")
	require.False(t, ok)
	require.True(t, f.Equal(point.Fields{f[1], f[0]}))
	require.False(t, f.Equal(f[:1]))
	require.False(t, f.Equal(point.Fields{f[0], {Key: "b", Value: point.Bool(false)}}))
	require.False(t, f.Equal(point.Fields{f[0], {Key: "c", Value: point.Bool(true)}}))
	p := point.New("m", point.Tags{}, point.Fields{f[0], f[1], {Key: "a", Value: point.Int(2)}}, time.Unix(0, 1))
	require.Equal(t, "m a=2i,b=true 1", p.String())
}

func TestValues(t *testing.T) {
	for _, tt := range []struct {
		in   any
		kind point.Kind
		text string
		num  float64
		isN  bool
	}{
		{1.5, point.KindFloat, "1.5", 1.5, true}, {float32(2), point.KindFloat, "2", 2, true}, {-3, point.KindInteger, "-3", -3, true},
		{int8(1), point.KindInteger, "1", 1, true}, {int16(1), point.KindInteger, "1", 1, true}, {int32(1), point.KindInteger, "1", 1, true},
		{int64(math.MinInt64), point.KindInteger, "-9223372036854775808", math.MinInt64, true}, {uint(7), point.KindUnsigned, "7", 7, true},
		{uint8(7), point.KindUnsigned, "7", 7, true}, {uint16(7), point.KindUnsigned, "7", 7, true}, {uint32(7), point.KindUnsigned, "7", 7, true},
		{uint64(math.MaxUint64), point.KindUnsigned, "18446744073709551615", math.MaxUint64, true}, {"x", point.KindString, "x", 0, false},
		{true, point.KindBoolean, "true", 0, false}, {point.Int(3), point.KindInteger, "3", 3, true},
	} {
		v, err := point.ValueOf(tt.in)
		require.NoError(t, err)
		require.Equal(t, tt.kind, v.Kind())
		require.Equal(t, tt.text, v.String())
		n, ok := v.Number()
		require.Equal(t, tt.isN, ok)
		require.Equal(t, tt.num, n)
		again, err := point.ValueOf(v.Any())
		require.NoError(t, err)
		require.True(t, v.Equal(again))
		k, err := point.ParseKind(v.Kind().String())
		require.NoError(t, err)
		require.Equal(t, v.Kind(), k)
	}
	_, err := point.ValueOf([]int{1})
	require.Error(t, err)
	_, err = point.ParseKind("none")
	require.Error(t, err)
	var none point.Value
	require.True(t, none.IsZero())
	require.Nil(t, none.Any())
	require.Equal(t, "", none.String())
	_, isInt := point.Float(1).Int()
	require.False(t, isInt)
	require.False(t, point.Int(1).Equal(point.Float(1)))
	require.True(t, point.Float(math.NaN()).Equal(point.Float(math.NaN())))
	require.True(t, point.Float(0).Equal(point.Float(math.Copysign(0, -1))))
}

func TestPoint(t *testing.T) {
	p := point.New("my disk", tags("host", "a b"), point.Fields{{Key: "v", Value: point.Int(1)}}, time.Unix(5, 0))
	require.Equal(t, `my\ disk,host=a\ b`, p.Series())
	require.Equal(t, time.Unix(5, 0).UTC(), p.Timestamp())
	c := p.Clone()
	require.True(t, p.Equal(c))
	c.Fields[0].Value = point.Int(2)
	require.False(t, p.Equal(c))
	bare := point.Point{Measurement: "m"}
	require.Equal(t, "m", bare.Series())
}
