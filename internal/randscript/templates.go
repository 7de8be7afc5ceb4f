package randscript

import "strings"

// Pieces of templates: TAG and FIELD become names. None fails, whatever the data is.
var (
	idPieces = []string{
		`{{ .Name }}`, `{{ .Group }}`, `{{ .TaskName }}`, `{{ index .Tags "TAG" }}`, `{{ .Tags.TAG }}`, `{{.Name}}:{{.Group}}`, `id `, `<é & "x">`,
		`{{ printf "%q" .Group }}`, `{{ if eq .Name "a" }}A{{ else }}{{ .Name }}{{ end }}`, `{{ range $k, $v := .Tags }}{{ $k }}={{ $v }};{{ end }}`,
		`{{ with index .Tags "TAG" }}[{{ . }}]{{ end }}`, `{{ if ne .Group "nil" }}{{ .Group }}{{ end }}`, `{{ len .Tags }}`, `{{ .Tags }}`,
		`{{ .ServerInfo.Hostname }}`, `{{ .ServerInfo.ClusterID }}`, `{{ . }}`, `{{ html .Group }}`, `{{ js .Group }}`, `{{ urlquery .Group }}`,
		`{{/* nothing */}}`, ` {{- .Name -}} `, `{{ $n := .Name }}{{ $n | printf "%5s" }}`, `{{ or (index .Tags "TAG") "none" }}`,
		`{{ range .Tags }}{{ . }},{{ else }}no tags{{ end }}`, `{{ index .Tags "TAG" | len }}`, `{{ .Group | printf "%.3s" }}`, `{{ print .Name 1 2.5 true }}`,
	}
	messagePieces = append([]string{
		`{{ .ID }}`, `{{ .Level }}`, `{{ .ID }} is {{ .Level }}`, `{{ .Time }}`, `{{ .Duration }}`, `{{ index .Fields "FIELD" }}`, `{{ .Fields.FIELD }}`,
		`{{ index .Fields "FIELD" | printf "%0.2f" }}`, `{{ index .Fields "FIELD" | printf "%d" }}`, `{{ printf "%v %T" .Fields.FIELD .Fields.FIELD }}`,
		`{{ if eq .Level "OK" }}fine{{ else if eq .Level "CRITICAL" }}bad{{ else }}{{ .Level }}{{ end }}`, `{{ .Time.Unix }}`, `{{ .Time.UnixNano }}`,
		`{{ .Time.Format "2006-01-02T15:04:05.000Z07:00" }}`, `{{ .Time.Weekday }} {{ .Time.Location }}`, `{{ .Duration.Seconds }}`, `{{ .Duration.Hours | printf "%.4f" }}`,
		`{{ range $k, $v := .Fields }}{{ $k }}={{ $v }} {{ end }}`, `{{ .Fields }}`, `{{ printf "%+v" . }}`, `{{ with .Fields.FIELD }}has {{ . }}{{ else }}empty{{ end }}`,
		`{{ and .Fields.FIELD .Level }}`, `{{ not .Fields.FIELD }}`, `{{ if gt .Duration 0 }}for {{ .Duration }}{{ end }}`, `{{ .Level | printf "%-10s|" }}`,
		`{{ len .Fields }}`, `{{ print .Fields.FIELD .Duration }}`, `{{ println .Fields.FIELD }}`,
	}, idPieces...)
	detailsPieces = append([]string{
		`{{ .Message }}`, `{{ json . }}`, `{{ jsonCompact . }}`, `{{ json .Fields }}`, `{{ jsonCompact .Tags }}`, `{{ json .Fields.FIELD }}`, `{{ jsonCompact .Message }}`,
		`{{ json .Time }}`, `{{ jsonCompact .Duration }}`, `<b title="{{ .Message }}">{{ .ID }}</b>`, `<a href="/x?q={{ .Group }}">{{ .Level }}</a>`, `<i id={{ .Name }}></i>`,
		`<script>var x = {{ json . }}; var y = {{ .Message }};</script>`, `<script>f({{ .Fields }}, {{ jsonCompact .Tags }}, {{ .Time }})</script>`,
		`<p style="color: {{ .Level }}">{{ .Duration }}</p>`, `<div onclick="g({{ .ID }})">{{ .Fields.FIELD }}</div>`, `<!-- {{ .ID }} -->`,
		`<textarea>{{ .Message }}</textarea>`, `{{ .Message | html }}`, `{{ range $k, $v := .Tags }}<td>{{ $k }}</td><td>{{ $v }}</td>{{ end }}`,
	}, messagePieces...)
	// eventPieces are for the templates of handlers, some of which see little of an event.
	eventPieces = []string{"{{ .ID }}", "{{ .Name }}", "{{ .TaskName }}", "{{ .Group }}", `{{ index .Tags "TAG" }}`, "text", "é & <x>"}

	failingPieces = []string{
		`{{ .Nosuch }}`, `{{ index .Tags 1 }}`, `{{ .Name.X }}`, `{{ if eq .Name "b" }}{{ .Nosuch }}{{ end }}`, `{{ template "x" }}`, `{{ slice .Group 0 6 }}`,
		`{{ if eq (index .Tags "host") "y" }}{{ index .Name 99 }}{{ end }}`, `{{ .Level.X }}`, `{{ gt .Name 1 }}`, `{{ json .Nosuch }}`, `{{ .Fields.v.x }}`,
		`{{ unclosed`, `{{ if }}`, `{{ nofunc . }}`, `{{ json . }}`, `{{ len .Time }}`, `<script>{{ if .Name }}</script>{{ end }}`, `{{ if gt .Fields.v 3.0 }}high{{ end }}`,
	}
)

// template is a random template of one to four pieces.
func template(r *Rand, in Shape, pieces []string) string {
	var b strings.Builder
	for i := range 1 + r.IntN(4) {
		if i > 0 {
			b.WriteString(r.Pick("", " ", "/", "\n"))
		}
		b.WriteString(strings.NewReplacer("TAG", in.Tag(r), "FIELD", plain(in.Field(r))).Replace(r.Pick(pieces...)))
	}
	return b.String()
}

// plain is a name that may stand after a dot.
func plain(name string) string {
	if strings.Contains(name, ".") {
		return "v"
	}
	return name
}

func failing(r *Rand) string { return r.Pick(failingPieces...) }
