/** The metrics of a running server, as `/metrics` shows them. */
export interface ExposedSeries {
  /** The labels that series of this name have; undefined if there is none. */
  labelsOf(metric: string): readonly string[] | undefined;
  /** The values of a label. */
  valuesOf(metric: string, label: string): readonly string[];
}

/** Reads the text format of Prometheus. */
export function exposedSeries(text: string): ExposedSeries {
  const values = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const ofMetric = values.get(name) ?? new Map<string, Set<string>>();
    values.set(name, ofMetric);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      ofMetric.set(label, (ofMetric.get(label) ?? new Set()).add(value));
    }
  }
  return {
    labelsOf: (metric) => values.get(metric) && [...values.get(metric)!.keys()],
    valuesOf: (metric, label) => [...(values.get(metric)?.get(label) ?? [])],
  };
}
