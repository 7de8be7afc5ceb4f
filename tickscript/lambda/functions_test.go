package lambda

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
)

// functionCase is an expression with its value; a want of type error is the
// expected message.
type functionCase struct {
	row, text string
	want      any
}

var functionCases = []functionCase{
	{"F001", `bool(TRUE)`, true},
	{"F001", `bool('T')`, true},
	{"F001", `bool('False')`, false},
	{"F001", `bool(1)`, true},
	{"F001", `bool(0.0)`, false},
	{"F001", `bool(2)`, fmt.Errorf(`error calling "bool": cannot convert 2 to boolean`)},
	{"F001", `bool(0.5)`, fmt.Errorf(`error calling "bool": cannot convert 0.5 to boolean`)},
	{"F001", `bool('yes')`, fmt.Errorf(`error calling "bool": strconv.ParseBool: parsing "yes": invalid syntax`)},
	{"F002", `int(-2.9)`, -2},
	{"F002", `int('42')`, 42},
	{"F002", `int('0x1f')`, fmt.Errorf(`error calling "int": strconv.ParseInt: parsing "0x1f": invalid syntax`)},
	{"F002", `int(TRUE)`, 1},
	{"F002", `int(7)`, 7},
	{"F002", `int(float('1e300'))`, math.MinInt64},
	{"F002", `int(1h)`, fmt.Errorf(`Cannot call function "int" with args (1h0m0s: duration), available signatures are [(boolean), (string), (int), (float)].`)},
	{"F003", `float('1e3')`, 1000.0},
	{"F003", `float('Inf')`, math.Inf(1)},
	{"F003", `float(3)`, 3.0},
	{"F003", `float(FALSE)`, 0.0},
	{"F003", `float(2.5)`, 2.5},
	{"F003", `float('')`, fmt.Errorf(`error calling "float": strconv.ParseFloat: parsing "": invalid syntax`)},
	{"F004", `string(float('1e21'))`, "1000000000000000000000"},
	{"F004", `string(0.1)`, "0.1"},
	{"F004", `string(12)`, "12"},
	{"F004", `string(TRUE)`, "true"},
	{"F004", `string('s')`, "s"},
	{"F004", `string(90m)`, "90m"},
	{"F004", `string(14d)`, "2w"},
	{"F004", `string(1500u)`, "1500u"},
	{"F004", `string(0s)`, "0s"},
	{"F005", `duration(5m)`, 5 * time.Minute},
	{"F005", `duration(3, 1s)`, 3 * time.Second},
	{"F005", `duration(1.5, 1m)`, 90 * time.Second},
	{"F005", `duration('1h30m', 1s)`, 90 * time.Minute},
	{"F005", `duration('-10ms', 1w)`, -10 * time.Millisecond},
	{"F005", `duration('5', 1s)`, fmt.Errorf(`error calling "duration": invalid duration string "5"`)},
	{"F005", `duration('5m')`, fmt.Errorf(`Cannot call function "duration" with args (5m: string), available signatures are [(duration), (int,duration), (float,duration), (string,duration)].`)},
	{"F006", `abs(-2.5)`, 2.5},
	{"F007", `acos(0.5)`, 1.0471975511965979},
	{"F008", `acosh(2.0)`, 1.3169578969248166},
	{"F009", `asin(0.5)`, 0.5235987755982989},
	{"F010", `asinh(1.0)`, 0.881373587019543},
	{"F011", `atan(1.0)`, 0.7853981633974483},
	{"F012", `atanh(0.5)`, 0.5493061443340548},
	{"F013", `cbrt(27.0)`, 3.0},
	{"F014", `ceil(-1.5)`, -1.0},
	{"F015", `cos(1.0)`, 0.5403023058681398},
	{"F016", `cosh(1.0)`, 1.543080634815244},
	{"F017", `erf(0.5)`, 0.5204998778130465},
	{"F018", `erfc(0.5)`, 0.4795001221869535},
	{"F019", `exp(1.0)`, 2.718281828459045},
	{"F020", `exp2(3.0)`, 8.0},
	{"F021", `expm1(1.0)`, 1.718281828459045},
	{"F022", `floor(-1.5)`, -2.0},
	{"F023", `gamma(5.0)`, 24.0},
	{"F024", `j0(1.0)`, 0.7651976865579666},
	{"F025", `j1(1.0)`, 0.44005058574493355},
	{"F026", `log(10.0)`, 2.302585092994046},
	{"F027", `log10(1000.0)`, 3.0},
	{"F028", `log1p(1.0)`, 0.6931471805599453},
	{"F029", `log2(8.0)`, 3.0},
	{"F030", `logb(9.0)`, 3.0},
	{"F031", `sin(1.0)`, 0.8414709848078965},
	{"F032", `sinh(1.0)`, 1.1752011936438014},
	{"F033", `sqrt(2.0)`, 1.4142135623730951},
	{"F034", `tan(1.0)`, 1.557407724654902},
	{"F035", `tanh(1.0)`, 0.7615941559557649},
	{"F036", `trunc(-1.5)`, -1.0},
	{"F037", `y0(1.0)`, 0.08825696421567698},
	{"F038", `y1(1.0)`, -0.7812128213002887},
	{"F039", `atan2(1.0, -1.0)`, 2.356194490192345},
	{"F040", `hypot(3.0, 4.0)`, 5.0},
	{"F041", `max(1.0, 2.0)`, 2.0},
	{"F042", `min(1.0, 2.0)`, 1.0},
	{"F043", `mod(-7.0, 3.0)`, -1.0},
	{"F044", `pow(2.0, 10.0)`, 1024.0},
	{"F045", `pow10(-2)`, 0.01},
	{"F046", `jn(2, 1.0)`, 0.1149034849319005},
	{"F046", `jn(100000000, 1.0)`, fmt.Errorf("order of jn is too large: the evaluation would not end")},
	{"F047", `yn(2, 1.0)`, -1.6506826068162546},
	{"F053", `strContains('abc', 'bc')`, true},
	{"F054", `strContainsAny('abc', 'xyc')`, true},
	{"F055", `strHasPrefix('abc', 'ab')`, true},
	{"F056", `strHasSuffix('abc', 'ab')`, false},
	{"F057", `strCount('banana', 'an')`, 2},
	{"F058", `strIndex('éab', 'a')`, 2},
	{"F058", `strIndex('abc', 'x')`, -1},
	{"F059", `strIndexAny('abc', 'cb')`, 1},
	{"F060", `strLastIndex('banana', 'an')`, 3},
	{"F061", `strLastIndexAny('banana', 'bn')`, 4},
	{"F062", `strLength('é')`, 2},
	{"F063", `strReplace('aaa', 'a', 'b', 2)`, "bba"},
	{"F063", `strReplace('aaa', 'a', 'b', -1)`, "bbb"},
	{"F064", `strSubstring('server01', 0, 6)`, "server"},
	{"F064", `strSubstring('abc', 0, 3)`, fmt.Errorf(`error calling "strSubstring": stop index too large for string in strSubstring: 3`)},
	{"F064", `strSubstring('abc', -1, 2)`, fmt.Errorf(`error calling "strSubstring": found negative index for strSubstring: -1`)},
	{"F064", `strSubstring('abc', 0, -2)`, fmt.Errorf(`error calling "strSubstring": found negative index for strSubstring: -2`)},
	{"F064", `strSubstring('abc', 2, 1)`, fmt.Errorf(`runtime error: slice bounds out of range [2:1]`)},
	{"F065", `strToLower('ÄB')`, "äb"},
	{"F066", `strToUpper('äb')`, "ÄB"},
	{"F067", `strTrimSpace(' a b ')`, "a b"},
	{"F068", `strTrim('xyaxy', 'yx')`, "a"},
	{"F069", `strTrimLeft('xyaxy', 'yx')`, "axy"},
	{"F070", `strTrimRight('xyaxy', 'yx')`, "xya"},
	{"F071", `strTrimPrefix('xyxya', 'xy')`, "xya"},
	{"F072", `strTrimSuffix('axyxy', 'xy')`, "axy"},
	{"F073", `regexReplace(/(\w)-(\w)/, 'a-b', '$2-$1')`, "b-a"},
	{"F074", `isPresent("nowhere")`, false},
	{"F074", `isPresent('a')`, true},
	{"F074", `isPresent(1h)`, fmt.Errorf(`Cannot call function "isPresent" with args (1h0m0s: duration), available signatures are [(missing), (boolean), (int), (float), (string)].`)},
	{"F075", `unixNano("time")`, 1_700_000_000_000_000_001},
	{"F076", `minute("time")`, 13},
	{"F077", `hour("time")`, 22},
	{"F078", `weekday("time")`, 2},
	{"F079", `day("time")`, 14},
	{"F080", `month("time")`, 11},
	{"F081", `year("time")`, 2023},
	{"F082", `now()`, fmt.Errorf("expression returned unexpected type time")},
	{"F082", `day(now())`, 29},
	{"F083", `humanBytes(82854982)`, "83 MB"},
	{"F083", `humanBytes(1000.0)`, "1.0 kB"},
	{"F083", `humanBytes(9)`, "9 B"},
	{"F083", `humanBytes(-1)`, "18 EB"},
	{"F083", `humanBytes(-1.0)`, "18 EB"},
	{"F084", `if(TRUE, 1, 2)`, 1},
	{"F084", `if(FALSE, 1h, 2h)`, 2 * time.Hour},
	{"F084", `if(FALSE, 'a', 'b')`, "b"},
	{"F084", `'abc' =~ if(TRUE, /^a/, /^b/)`, true},
	{"F084", `hour(if(TRUE, "time", now()))`, 22},
	{"F084", `if(TRUE, 1, int('x'))`, fmt.Errorf(`Failed to handle 3 argument: error calling "int": strconv.ParseInt: parsing "x": invalid syntax`)},
	{"F085", `count() + count()`, 3},
	{"F086", `sigma(1.0)`, 0.0},
	{"F086", `sigma(1.0) + sigma(1.0)`, 0.0},
	{"F086", `sigma(1.0) + sigma(2.0) + sigma(4.0)`, 0.7071067811865475 + 1.0910894511799618},
	{"F087", `spread(1.0)`, 0.0},
	{"F087", `spread(1.0) + spread(4.0) + spread(-1.0)`, 8.0},
	{"F088", `rand()`, 1 << 62},
	{"F088", `rand(8)`, 2},
	{"F088", `rand(0)`, 0},
	{"F088", `rand(1.5)`, fmt.Errorf(`Cannot call function "rand" with args (1.5: float), available signatures are [(), (int)].`)},
}

func TestFunctions(t *testing.T) {
	covered := map[string]bool{}
	p := point{"time": time.Unix(1_700_000_000, 1)}
	for _, c := range functionCases {
		covered[c.text[:max(0, strings.IndexByte(c.text, '('))]] = true
		t.Run(c.row+" "+c.text, func(t *testing.T) {
			got, err := value(t, c.text, p)
			switch want := c.want.(type) {
			case error:
				require.EqualError(t, err, want.Error())
			case float64:
				require.NoError(t, err)
				if math.IsInf(want, 0) {
					require.Equal(t, want, got)
				} else {
					require.InDelta(t, want, got, 1e-14*max(1, math.Abs(want)))
				}
			default:
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		})
	}
	for _, f := range catalog.Functions() {
		require.True(t, f.MatchOnly || covered[f.Name], "no case for %s", f.Name)
	}
}

// samples are references to a value of every type.
var samples = map[Kind]string{
	Float: `"f"`, Int: `"i"`, String: `"s"`, Bool: `"b"`, Duration: `"d"`, Time: `"time"`,
	Regex: `/a/`, Missing: `"missing"`,
}

// TestSignatures calls every function with each signature of the catalog, which
// must succeed with the type it promises, and with each signature with one
// argument of another type, one fewer or one more, which must fail when the
// catalog does not list the result.
func TestSignatures(t *testing.T) {
	p := point{"f": 1.0, "i": 1, "s": "1h", "b": true, "d": time.Minute, "time": time.Unix(0, 0)}
	calls := map[string]bool{}
	call := func(t *testing.T, f *function, kinds []Kind) {
		args := make([]string, len(kinds))
		for i, k := range kinds {
			args[i] = samples[k]
		}
		text := f.name + "(" + strings.Join(args, ", ") + ")"
		if calls[text] || len(kinds) > maxArgs {
			return
		}
		calls[text] = true
		want, ok := f.lookup(kinds)
		e, err := Compile(parse(t, text), Options{Match: f.matchOnly})
		require.NoError(t, err)
		env := testEnv()
		v, err := e.NewState().Value(p.args(e), env)
		switch {
		case !ok:
			require.ErrorContains(t, err, `Cannot call function "`+f.name+`"`, text)
		case want == Time || want == Regex:
			require.EqualError(t, err, "expression returned unexpected type "+want.String(), text)
		case err != nil:
			// The samples do not suit every function's values.
			require.ErrorContains(t, err, `error calling "`+f.name+`"`, text)
		default:
			require.Equal(t, want, v.Kind(), text)
		}
	}
	require.Len(t, functions, len(catalog.Functions()), "every function of the catalog is implemented")
	for _, entry := range catalog.Functions() {
		f := functions[entry.Name]
		require.NotNil(t, f, entry.Name)
		t.Run(entry.Name, func(t *testing.T) {
			for _, s := range f.sigs {
				call(t, f, s.args)
				for i := range s.args {
					for k := range samples {
						other := append([]Kind{}, s.args...)
						other[i] = k
						call(t, f, other)
					}
				}
				if len(s.args) > 0 {
					call(t, f, s.args[:len(s.args)-1])
				}
				for k := range samples {
					call(t, f, append(append([]Kind{}, s.args...), k))
				}
			}
		})
	}
}

func TestF089MatchFunctions(t *testing.T) {
	env := &Env{Changed: true, Level: 3, Name: "cpu", TaskName: "cpu_alert", AlertDuration: int64(time.Hour)}
	for text, want := range map[string]bool{
		`changed()`:                               true,
		`level() == CRITICAL`:                     true,
		`level() <= WARNING`:                      false,
		`name() == 'cpu'`:                         true,
		`taskName() =~ /alert/`:                   true,
		`alertDuration() > 30m AND "host" == 'a'`: true,
	} {
		e, err := Compile(parse(t, text), Options{Match: true})
		require.NoError(t, err)
		got, err := e.NewState().Bool(point{"host": "a"}.args(e), env)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	_, err := Compile(parse(t, `level() == HIGH`), Options{Match: true})
	require.EqualError(t, err, `Failed to handle right node: unknown identifier "HIGH"`)
	e, err := Compile(parse(t, `1 / "z" > 0`), Options{Match: true})
	require.NoError(t, err)
	_, err = e.NewState().Bool([]Value{IntValue(0)}, env)
	require.EqualError(t, err, "runtime error: integer divide by zero")
	require.NotErrorIs(t, err, ErrWouldCrash, "match handlers recover")
	e, err = Compile(parse(t, `changed()`), Options{Match: true})
	require.NoError(t, err)
	_, err = e.NewState().Bool(nil, nil)
	require.EqualError(t, err, "changed() has no event: set the match values of Env")
}

func TestEnvironmentIsExplicit(t *testing.T) {
	for text, want := range map[string]string{
		`hour(now())`: "Failed to handle 1 argument: now() has no clock: set Env.Now",
		`rand()`:      "rand() has no source of random numbers: set Env.Rand or call State.Random",
	} {
		_, err := compile(t, text).NewState().Value(nil, nil)
		require.EqualError(t, err, want)
	}
}

// TestRandBelow covers F088: no number is likelier than another, and rand(0) draws nothing.
func TestRandBelow(t *testing.T) {
	draws := []uint64{0, 1 << 63, 3 << 62}
	next := func() uint64 { n := draws[0]; draws = draws[1:]; return n }
	require.Zero(t, below(0, next))
	require.Len(t, draws, 3)
	// Of 3 the low word of the first draw, 0, is less than 2^64 mod 3.
	require.EqualValues(t, 1, below(3, next))
	require.Len(t, draws, 1)
	require.EqualValues(t, 6, below(8, next))
}
