package kapacitortest

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// byID are the options of every test that asks for nothing but an id.
const byID = `{"id":""}`

// eventData is the event of tests that send one.
func eventData(name string) string {
	return `{"Name":"` + name + `","TaskName":"","Category":"","Group":"","Tags":{},"Fields":{},"Recoverable":false,"Result":{"series":null}}`
}

// serviceTests are the services that can be tested, with their options' defaults (kapacitord 1.8.3). $NOW is the time of the request.
var serviceTests = map[string]string{
	"alerta": `{"resource":"testResource","event":"testEvent","environment":"","severity":"critical","group":"testGroup","value":"testValue","message":"test alerta message",` +
		`"origin":"","service":["testServiceA","testServiceB"],"correlate":["testServiceX","testServiceY"],` +
		`"attributes":{"testAttributeA":"A","testAttributeB":true,"testAttributeC":9001},"timeout":"24h0m0s"}`,
	"azure": byID,
	"bigpanda": `{"app_key":"012345","message":"test bigpanda message","level":"CRITICAL","event_data":` + eventData("testBigPanda") +
		`,"timestamp":"$NOW","host":"serverA","primary_property":"","secondary_property":""}`,
	"consul": byID,
	"discord": `{"workspace":"","message":"test discord message","level":"INFO","username":"Kapacitor",` +
		`"avatar-url":"https://influxdata.github.io/branding/img/downloads/influxdata-logo--symbol--pool-alpha.png","embed-title":"Kapacitor Alert","time-val":"1970-01-01T00:00:01Z"}`,
	"dns": byID, "ec2": byID, "file-discovery": byID, "gce": byID,
	"hipchat":    `{"room":"","message":"test hipchat message","level":"CRITICAL"}`,
	"httppost":   `{"endpoint":"example","url":"http://localhost:3000/","headers":{"Auth":"secret"},"timeout":0}`,
	"influxdb":   `{"cluster":""}`,
	"kafka":      `{"cluster":"example","topic":"test","key":"key","message":"test kafka message"}`,
	"kubernetes": byID, "marathon": byID,
	"mqtt":      `{"broker-name":"default","topic":"","message":"test MQTT message","qos":"at-most-once","retained":false}`,
	"nerve":     byID,
	"opsgenie":  `{"teams":null,"recipients":null,"message-type":"CRITICAL","message":"test opsgenie message","entity-id":"testEntityID"}`,
	"opsgenie2": `{"teams":null,"recipients":null,"recovery_action":"notes","message-type":"CRITICAL","message":"test opsgenie message","entity-id":"testEntityID"}`,
	"pagerduty": `{"incident-key":"testIncidentKey","description":"test pagerduty message","details":"","level":"CRITICAL"}`,
	"pagerduty2": `{"alert_id":"testAlertID","description":"test pagerduty2 message","level":"CRITICAL","event_data":` + eventData("testPagerDuty2") +
		`,"timestamp":"2014-11-12T11:45:26.371Z","links":[{"href":"https://example.com/a","text":"a"},{"href":"https://example.com/b","text":"b"}]}`,
	"pushover":  `{"user-key":"","message":"test pushover message","device":"","title":"","url":"","url-title":"","sound":"","level":"CRITICAL"}`,
	"scraper":   `{"name":""}`,
	"sensu":     `{"name":"testName","source":"Kapacitor","output":"testOutput","handlers":[],"metadata":{},"level":"CRITICAL"}`,
	"serverset": byID,
	"servicenow": `{"alert_id":"1001","message":"test servicenow message","level":"CRITICAL","source":"Kapacitor","node":"","type":"","resource":"","metric_name":"",` +
		`"message_key":"","additional_info":{}}`,
	"slack":            `{"workspace":"","channel":"","message":"test slack message","level":"CRITICAL","username":"","icon-emoji":""}`,
	"smtp":             `{"to":null,"subject":"test subject","body":"test body"}`,
	"snmptrap":         `{"trap-oid":"1.1.1.1","data-list":[{"oid":"1.1.1.1.2","type":"s","value":"test snmptrap message"}]}`,
	"static-discovery": byID, "swarm": byID,
	"talk":      `{"title":"testTitle","text":"test talk text"}`,
	"teams":     `{"channel_url":"","alert_topic":"test kapacitor alert topic","alert_id":"foo/bar/bat","message":"test teams message","level":"CRITICAL"}`,
	"telegram":  `{"chat-id":"","parse-mode":"","message":"test telegram message","disable-web-page-preview":false,"disable-notification":false}`,
	"triton":    byID,
	"victorops": `{"routingKey":"","messageType":"CRITICAL","message":"test victorops message","entityID":"testEntityID"}`,
	"zenoss": `{"alert_id":"1001","level":"CRITICAL","message":"test zenoss message","action":"EventsRouter","method":"add_event","type":"rpc","tid":1,"summary":"",` +
		`"device":"","component":"","eventclasskey":"","eventclass":"","collector":"Kapacitor","custom_fields":{}}`,
}

func showServiceTest(name string, now time.Time) obj {
	options := strings.ReplaceAll(serviceTests[name], "$NOW", now.UTC().Format(time.RFC3339Nano))
	return obj{"link": self("service-tests", name), "name": name, "options": json.RawMessage(options)}
}

func listServiceTests(q *request) (*reply, error) {
	pattern := q.URL.Query().Get("pattern")
	if pattern == "" {
		pattern = "*"
	}
	var out []obj
	for _, name := range slices.Sorted(maps.Keys(serviceTests)) {
		fits, err := path.Match(pattern, name)
		if err != nil {
			return nil, fail(400, "bad pattern: %v", err)
		}
		if fits {
			out = append(out, showServiceTest(name, q.s.now()))
		}
	}
	return flat(obj{"link": self("service-tests"), "services": out})
}

// testName is the service in the path.
func (q *request) testName() (string, error) {
	name := strings.TrimRight(q.below("/service-tests/"), "/")
	if name == "" {
		return "", fail(400, "must provide service name")
	}
	if _, known := serviceTests[name]; !known {
		return "", fail(404, "service %q not found", name)
	}
	return name, nil
}

func getServiceTest(q *request) (*reply, error) {
	name, err := q.testName()
	if err != nil {
		return nil, err
	}
	return flat(showServiceTest(name, q.s.now()))
}

// runServiceTest says what is true: nothing can be tested, because nothing is sent.
func runServiceTest(q *request) (*reply, error) {
	if _, err := q.testName(); err != nil {
		return nil, err
	}
	var options obj
	if err := q.decode(&options); err != nil {
		return nil, fail(400, "failed to decode JSON body:%v", err)
	}
	return flat(obj{"success": false, "message": "service is not enabled"})
}
