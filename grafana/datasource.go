package grafana

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// DataSource is a data source of any kind. Fields that the server sets are ignored when it is sent.
type DataSource struct {
	ID              int64          `json:"id"`
	UID             string         `json:"uid"` // chosen by the server when empty
	OrgID           int64          `json:"orgId"`
	Name            string         `json:"name"`   // unique in the organisation
	Type            string         `json:"type"`   // the plugin's id: "influxdb", "prometheus"
	Access          string         `json:"access"` // AccessProxy when empty
	URL             string         `json:"url"`
	User            string         `json:"user"`
	Database        string         `json:"database"`
	BasicAuth       bool           `json:"basicAuth"`
	BasicAuthUser   string         `json:"basicAuthUser"`
	WithCredentials bool           `json:"withCredentials"`
	IsDefault       bool           `json:"isDefault"`
	JSONData        map[string]any `json:"jsonData"` // what the plugin wants to know; numbers are json.Number when read
	ReadOnly        bool           `json:"readOnly"` // comes from the server's provisioning files
	Version         int64          `json:"version"`

	// SecretsSet tells which secrets the server holds, by name. The server never gives one away.
	SecretsSet map[string]bool `json:"secureJsonFields"`
	// Secrets are set by a create or an update: password, basicAuthPassword, token, httpHeaderValue1, ... It is never read from the server.
	// An update leaves a secret that is not named as it is.
	Secrets map[string]Secret `json:"-"`
}

// How a data source is reached.
const (
	AccessProxy  = "proxy"  // by the server
	AccessDirect = "direct" // by the browser
)

type dataSourceBody struct {
	UID             string            `json:"uid,omitempty"`
	Name            string            `json:"name"`
	Type            string            `json:"type"`
	Access          string            `json:"access"`
	URL             string            `json:"url"`
	User            string            `json:"user"`
	Database        string            `json:"database"`
	BasicAuth       bool              `json:"basicAuth"`
	BasicAuthUser   string            `json:"basicAuthUser"`
	WithCredentials bool              `json:"withCredentials"`
	IsDefault       bool              `json:"isDefault"`
	JSONData        map[string]any    `json:"jsonData,omitempty"`
	SecureJSONData  map[string]string `json:"secureJsonData,omitempty"`
	Version         int64             `json:"version,omitempty"`
}

func (d DataSource) body() dataSourceBody {
	b := dataSourceBody{UID: d.UID, Name: d.Name, Type: d.Type, Access: d.Access, URL: d.URL, User: d.User, Database: d.Database,
		BasicAuth: d.BasicAuth, BasicAuthUser: d.BasicAuthUser, WithCredentials: d.WithCredentials, IsDefault: d.IsDefault,
		JSONData: d.JSONData, SecureJSONData: reveal(d.Secrets)}
	if b.Access == "" {
		b.Access = AccessProxy
	}
	return b
}

func (d DataSource) check(op string) error {
	if d.Name == "" || d.Type == "" {
		return invalid(op, "data source needs a name and a type")
	}
	return nil
}

// storedDataSource is the answer to a create or update.
type storedDataSource struct {
	DataSource DataSource `json:"datasource"`
}

// CreateDataSource makes a data source and returns it as stored. A name or uid that is taken is ErrConflict. Not repeated after a lost
// answer.
func (c *Client) CreateDataSource(ctx context.Context, d DataSource) (DataSource, error) {
	const op = "create data source"
	if err := d.check(op); err != nil {
		return DataSource{}, err
	}
	out, err := fetch[storedDataSource](ctx, c, "datasource", call{op: op, method: http.MethodPost, path: "datasources", body: d.body(),
		repeat: api.RepeatUnsafe, secrets: secretValues(d.Secrets)})
	return out.DataSource, err
}

// UpdateDataSource stores d under its uid. When d.Version is not 0 and the server's version is another, it answers ErrConflict.
func (c *Client) UpdateDataSource(ctx context.Context, d DataSource) (DataSource, error) {
	const op = "update data source"
	if err := d.check(op); err != nil {
		return DataSource{}, err
	}
	body := d.body()
	body.Version = d.Version
	out, err := fetch[storedDataSource](ctx, c, "datasource", call{op: op, method: http.MethodPut, path: "datasources/uid/{}", args: []string{d.UID},
		body: body, repeat: api.RepeatUnsafe, secrets: secretValues(d.Secrets)})
	return out.DataSource, err
}

// GetDataSource fetches a data source by its uid.
func (c *Client) GetDataSource(ctx context.Context, uid string) (DataSource, error) {
	return fetch[DataSource](ctx, c, "type", call{op: "get data source", path: "datasources/uid/{}", args: []string{uid}})
}

// FindDataSource fetches a data source by its name.
func (c *Client) FindDataSource(ctx context.Context, name string) (DataSource, error) {
	return fetch[DataSource](ctx, c, "type", call{op: "find data source", path: "datasources/name/{}", args: []string{name}})
}

// ListDataSources fetches all data sources of the organisation, by name; the server has no pages here. What only a single data source
// has, such as SecretsSet, is not in the list.
func (c *Client) ListDataSources(ctx context.Context) ([]DataSource, error) {
	return fetchList[DataSource](ctx, c, call{op: "list data sources", path: "datasources"})
}

// DeleteDataSource removes a data source.
func (c *Client) DeleteDataSource(ctx context.Context, uid string) error {
	return c.act(ctx, call{op: "delete data source", method: http.MethodDelete, path: "datasources/uid/{}", args: []string{uid}})
}

// DataSourceHealth is the result of a data source's own check.
type DataSourceHealth struct {
	Status  string          `json:"status"` // "OK" or "ERROR"
	Message string          `json:"message"`
	Details json.RawMessage `json:"details"`
}

// OK reports whether the data source can be used.
func (h DataSourceHealth) OK() bool { return h.Status == "OK" }

// CheckDataSource makes the server try the data source. That it does not work is a result, not an error; one that does not exist is
// ErrServer.
func (c *Client) CheckDataSource(ctx context.Context, uid string) (DataSourceHealth, error) {
	var out DataSourceHealth
	resp, err := c.do(ctx, call{op: "check data source", path: "datasources/uid/{}/health", args: []string{uid}}, &must{"status", &out})
	if err != nil && resp != nil && resp.Status == http.StatusBadRequest {
		var bad DataSourceHealth
		if json.Unmarshal(resp.Body, &bad) == nil && bad.Status == "ERROR" {
			return bad, nil
		}
	}
	return out, err
}
