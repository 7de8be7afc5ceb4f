package standin

import (
	"fmt"
	"reflect"
	"strings"

	kalert "github.com/influxdata/kapacitor/alert"
	"github.com/influxdata/kapacitor/services/httppost"
	"github.com/influxdata/kapacitor/services/zenoss"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// config makes the handlers' configuration of the services that are set.
func (tm *TaskMaster) config() (*alert.Config, error) {
	c := alert.DefaultConfig()
	if tm.HTTPDService != nil {
		c.BaseURL = tm.HTTPDService.URL()
	}
	for _, s := range []struct {
		to   any
		from *Service
	}{
		{&c.Alerta, tm.AlertaService}, {&c.BigPanda, tm.BigPandaService}, {&c.Discord, tm.DiscordService},
		{&c.HipChat, tm.HipChatService}, {&c.HTTPPost, tm.HTTPPostService}, {&c.Kafka, tm.KafkaService},
		{&c.OpsGenie, tm.OpsGenieService}, {&c.OpsGenie2, tm.OpsGenie2Service}, {&c.PagerDuty, tm.PagerDutyService},
		{&c.PagerDuty2, tm.PagerDuty2Service}, {&c.Pushover, tm.PushoverService}, {&c.Sensu, tm.SensuService},
		{&c.ServiceNow, tm.ServiceNowService}, {&c.Slack, tm.SlackService}, {&c.SMTP, tm.SMTPService},
		{&c.SNMPTrap, tm.SNMPTrapService}, {&c.Talk, tm.TalkService}, {&c.Teams, tm.TeamsService},
		{&c.Telegram, tm.TelegramService}, {&c.VictorOps, tm.VictorOpsService}, {&c.Zenoss, tm.ZenossService},
	} {
		if s.from == nil || s.from.Config == nil {
			continue
		}
		if err := fill(reflect.ValueOf(s.to).Elem(), reflect.ValueOf(s.from.Config)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// renamed are the fields that have another name in Kapacitor's configurations.
var renamed = map[string]string{"URL": "URLTemplate"}

// fill copies a configuration of Kapacitor's into ours, section by section and field by field. A field of ours that Kapacitor's
// lacks is a mistake.
func fill(to, from reflect.Value) error {
	if to.Kind() == reflect.Slice {
		for i := range from.Len() {
			section := reflect.New(to.Type().Elem()).Elem()
			if err := fill(section, from.Index(i)); err != nil {
				return err
			}
			to.Set(reflect.Append(to, section))
		}
		return nil
	}
	for i := range to.NumField() {
		name := to.Type().Field(i).Name
		field := from.FieldByNameFunc(func(s string) bool { return strings.EqualFold(s, name) })
		if !field.IsValid() {
			field = from.FieldByName(renamed[name])
		}
		switch target := to.Field(i); {
		case field.IsValid() && field.CanConvert(target.Type()):
			target.Set(field.Convert(target.Type()))
		case special(target, name, from.Interface()):
		default:
			return fmt.Errorf("%s has no %s", from.Type(), name)
		}
	}
	return nil
}

// special copies what Kapacitor keeps in another form.
func special(to reflect.Value, name string, from any) bool {
	switch c := from.(type) {
	case httppost.Config:
		switch name {
		case "Username":
			to.SetString(c.BasicAuth.Username)
		case "Password":
			to.Set(reflect.ValueOf(c.BasicAuth.Password).Convert(to.Type()))
		default:
			return false
		}
		return true
	case zenoss.Config:
		if name != "Severity" {
			return false
		}
		to.Set(reflect.ValueOf(map[alert.Level]any{
			alert.OK: c.SeverityMap.ValueFor(kalert.OK), alert.Info: c.SeverityMap.ValueFor(kalert.Info),
			alert.Warning: c.SeverityMap.ValueFor(kalert.Warning), alert.Critical: c.SeverityMap.ValueFor(kalert.Critical),
		}))
		return true
	}
	return false
}
