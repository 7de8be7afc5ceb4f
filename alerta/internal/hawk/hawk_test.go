package hawk

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The payload example of the Hawk specification; the signature is what mohawk, the implementation Alerta uses, computes for this secret.
func TestSpecificationVector(t *testing.T) {
	u, err := url.Parse("http://example.com:8000/resource/1?b=1&a=2")
	require.NoError(t, err)
	r := Request{Method: "POST", URL: u, ContentType: "text/plain", Body: []byte("Thank you for flying Hawk"), Timestamp: "1353832234", Nonce: "j4h3g2", Ext: "some-app-ext-data"}
	require.Equal(t, "Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", r.Hash())
	require.Equal(t, "XJrbJWNNopUQxVavgvH4JDqnO9a4yiCZyCE+zxrz9bY=", r.MAC("s3cret"))
}

func TestResourceIsWhatTheServerSees(t *testing.T) {
	for in, want := range map[string]string{
		"http://h/alerts":                                "/alerts",
		"http://h/api/key/a%2Fb%3Fc%20d":                 "/api/key/a/b%3Fc%20d",
		"http://h/a?q=resource%3Asigned&r=~signed+%26":   "/a?q=resource:signed&r=~signed+%26",
		"http://h/a?q=%28a%29+AND+%22b%3Dc%22&x=100%25":  "/a?q=(a)+AND+\"b%3Dc\"&x=100%25",
		"http://h/%C3%A9?x=%C3%A9%0A":                    "/é?x=é%0A",
		"http://h/a?severity%21=ok&from=00%3A00%3A00.0Z": "/a?severity!=ok&from=00:00:00.0Z",
	} {
		u, err := url.Parse(in)
		require.NoError(t, err)
		require.Equal(t, want, resource(u))
	}
}
