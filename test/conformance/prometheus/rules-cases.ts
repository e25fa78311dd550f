/** Files of rules, right and wrong. */
export const ruleCases: Readonly<Record<string, string>> = {
  right: 'groups: [{ name: a, rules: [{ alert: X, expr: up == 0, for: 5m }, { record: "a:b", expr: up }] }]',
  empty: '',
  'no groups': 'groups: []',
  'unknown top field': 'group: []',
  'unknown group field': 'groups: [{ name: a, bogus: 1 }]',
  'unknown rule field': 'groups: [{ name: a, rules: [{ alert: X, expr: up, foo: 1 }] }]',
  'bad duration': 'groups: [{ name: a, rules: [{ alert: X, expr: up, for: 5 }] }]',
  'bad expression': 'groups: [{ name: a, rules: [{ alert: X, expr: sum( }] }]',
  'type error': 'groups: [{ name: a, rules: [{ alert: X, expr: rate(up) }] }]',
  'bad record name': 'groups: [{ name: a, rules: [{ record: a b, expr: up }] }]',
  'for in record': 'groups: [{ name: a, rules: [{ record: a, expr: up, for: 5m }] }]',
  'annotations in record': 'groups: [{ name: a, rules: [{ record: a, expr: up, annotations: { a: b } }] }]',
  'keep_firing_for in record': 'groups: [{ name: a, rules: [{ record: a, expr: up, keep_firing_for: 5m }] }]',
  both: 'groups: [{ name: a, rules: [{ record: a, alert: b, expr: up }] }]',
  neither: 'groups: [{ name: a, rules: [{ expr: up }] }]',
  'no expr': 'groups: [{ name: a, rules: [{ alert: X }] }]',
  'empty expr': 'groups: [{ name: a, rules: [{ alert: X, expr: "" }] }]',
  'group twice': 'groups: [{ name: a }, { name: a }]',
  'group without name': 'groups: [{ rules: [] }]',
  'label name': 'groups: [{ name: a, rules: [{ alert: X, expr: up, labels: { a-b: c } }] }]',
  '__name__ label': 'groups: [{ name: a, rules: [{ alert: X, expr: up, labels: { __name__: c } }] }]',
  'annotation name': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { a-b: c } }] }]',
  'number as text': 'groups: [{ name: 1, rules: [{ alert: 2, expr: 3, labels: { a: 4 } }] }]',
  'rules not a list': 'groups: [{ name: a, rules: x }]',
  'limit not a number': 'groups: [{ name: a, limit: x }]',
  'not yaml': 'groups: [',
  'key twice': 'groups: []\ngroups: []',
  tab: 'groups:\n\t- name: a',
  'template variable':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ $label }}" } }] }]',
  'template {{ range .Labels }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ range .Labels }}" } }] }]',
  'template {{ foo 1 }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ foo 1 }}" } }] }]',
  'template {{ end }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ end }}" } }] }]',
  'template {{ else }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ else }}" } }] }]',
  'template {{ if }}x{{ end }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ if }}x{{ end }}" } }] }]',
  'template {{ .x | 5 }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ .x | 5 }}" } }] }]',
  'template {{ break }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ break }}" } }] }]',
  'template {{ /* x': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ /* x" } }] }]',
  'template {{ "x }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ \\"x }}" } }] }]',
  'template {{ $x }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ $x }}" } }] }]',
  'template {{ $x := 1 }}{{ $x }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ $x := 1 }}{{ $x }}" } }] }]',
  'template {{ if true }}{{ else if false }}{{ else }}{{ end }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ if true }}{{ else if false }}{{ else }}{{ end }}" } }] }]',
  'template {{ template "x" }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ template \\"x\\" }}" } }] }]',
  'template {{': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{" } }] }]',
  'template }}': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "}}" } }] }]',
  'template {{ ( }}': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ ( }}" } }] }]',
  'template {{ }}': 'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ }}" } }] }]',
  'template {{ nil }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ nil }}" } }] }]',
  'template {{ with $y := 1 }}{{ $y }}{{ end }}{{ $y }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ with $y := 1 }}{{ $y }}{{ end }}{{ $y }}" } }] }]',
  'template {{ range $i, $v := .Labels }}{{ $i }}{{ end }}':
    'groups: [{ name: a, rules: [{ alert: X, expr: up, annotations: { x: "{{ range $i, $v := .Labels }}{{ $i }}{{ end }}" } }] }]',
};

/**
 * Templates of annotations; `$value` is 0.75, the labels are those of `up{job="j",instance="a:1"}`. What `up` alone
 * gives first is not said by Prometheus, and promtool loads series in the order of a Go map: any.
 */
export const templateCases: readonly string[] = [
  '{{ $value }}|{{ printf "%v %g %f %.2f %e %s %d" $value $value $value $value $value $value $value }}|{{ printf "%5.1f|%-8s|%08.3f|%+d|%x|%q|%t|%T" $value "ab" $value 5 255 "q\\"u" true $value }}',
  '{{ 1000000.0 }} {{ 123456789.0 }} {{ 1e21 }} {{ 0.00001 }} {{ 1e6 }} {{ 3 }}',
  '{{ 1234567.0 | humanize }} {{ 0.00123 | humanize }} {{ 1536.0 | humanize1024 }} {{ 90061.5 | humanizeDuration }} {{ 0.0015 | humanizeDuration }} {{ 42.1234 | humanizeDuration }} {{ 0.1234 | humanizePercentage }} {{ 1435065584.128 | humanizeTimestamp }} {{ 1435065584 | humanizeTimestamp }} {{ "1435065584.5" | toTime }} {{ -3700 | humanizeDuration }} {{ "1e3" | humanize }}',
  '{{ $labels.job }} {{ .Labels.nope }} [{{ $labels.nope }}] {{ .Value }} {{ $labels }} {{ .ExternalURL }} {{ $externalLabels.region }}',
  '{{ range $i, $s := query "up" | sortByLabel "instance" }}{{ $i }}={{ $s.Labels.instance }}:{{ $s.Value }};{{ end }}',
  '{{ with query "sort(up)" }}{{ . | first | value }} {{ . | first | label "job" }}{{ end }}{{ with query "nope" }}x{{ else }}none{{ end }}',
  '{{ if gt $value 0.5 }}big{{ else if eq $value 0.0 }}zero{{ else }}small{{ end }} {{ and 1 0 }} {{ or 0 "x" }} {{ not true }} {{ len "été" }} {{ index $labels "job" }} {{ eq "a" "b" "a" }}',
  '{{ "hello wORLD foo-bar o\'neil" | title }} {{ "aBc" | toUpper }} {{ toLower "ABC" }} {{ reReplaceAll "(.*):.*" "$1!" "host:90" }} {{ match "h.s" "xhost" }} {{ stripPort "1.2.3.4:80" }} {{ stripPort "[::1]:80" }} {{ stripDomain "a.b.c:80" }} {{ graphLink "up{a=\\"b\\"} > 1" }} {{ tableLink "x y" }} {{ parseDuration "1h30m" }} {{ safeHtml "<b>" }}',
  'a {{- " b " -}} c {{/* no */}}d {{- /* c */ -}} e',
  '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }} {{ print 1 2 "a" 3 }} {{ println "z" }} {{ html "<a>" }} {{ js "a\'b" }} {{ urlquery "a b&c" }} {{ slice "abcdef" 1 3 }}',
  '{{ define "t" }}[{{ .arg0 }} {{ .arg1 }}]{{ end }}{{ template "t" (args 1 "b") }} {{ (query "sort(up)" | first).Labels.job }} {{ \'a\' }} {{ 0x1F }} {{ nil | printf "%v" }}',
  '{{ .Foo }}',
  '{{ $value.x }}',
  '{{ "a" | humanize }}',
  '{{ eq 1 1.0 }}',
  '{{ lt "a" 1 }}',
  '{{ first (query "nope") }}',
  '{{ printf "%d %d" 1 }} {{ printf "%d" 1 2 }} {{ printf "%" }} {{ printf "%z" 1 }} {{ printf "%d" "x" }} {{ printf "%s" 1 }} {{ printf "%6.2f%%" $value }} {{ printf "%s" nil }}',
  '{{ humanize 1 2 }}',
  '{{ range $labels }}{{ . }};{{ end }}{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}',
  '{{ query "up" | len }} {{ len $labels }} {{ $labels.job | printf "%-10s|" }} {{ printf "%*d" 5 3 }} {{ printf "%v" $labels }} {{ printf "%q" $labels }}',
  '{{ query "sum(" }}',
  '{{ strvalue (query "sort(up)" | first) }} {{ index (query "up") 7 }}',
  '{{ range query "up" }}{{ break }}{{ end }}ok',
  '{{ $value | printf "%.3g %G %E" 1e-7 1e20 }} {{ printf "%.3g" 123456.0 }} {{ printf "%g" 1e20 }} {{ printf "%v" 1e20 }} {{ 1e-7 }} {{ printf "%.0f" 2.5 }} {{ printf "%.0f" 3.5 }} {{ printf "%.1f" 0.25 }} {{ printf "% d %x %X %o %b %c %U" 5 "hi" 255 8 5 65 65 }}',
];
