/** The functions that a template may call: Go's own, and those of Prometheus 2.42 (template/template.go). */
export const functionNames: ReadonlySet<string> = new Set(
  (
    'and or not len index slice print printf println html js urlquery call eq ne lt le gt ge ' +
    'query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink ' +
    'sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp ' +
    'toTime pathPrefix externalURL parseDuration'
  ).split(' '),
);
