/** Something in a configuration that keeps it from being used. */
export interface ConfigurationProblem {
  /** The file as it was named, or what stands for one. */
  readonly file: string;
  /** From 1; 0 where there is no file to point into. */
  readonly line: number;
  /** From 1; 0 where there is no file to point into. */
  readonly column: number;
  /** Where in the configuration, as `upstreams.catalog.v1.CatalogService.address`; empty: all of it. */
  readonly key: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** Problems as lines of `file:line: key: message`. */
export function renderConfigurationProblems(problems: readonly ConfigurationProblem[]): string {
  return problems
    .map(({ file, line, key, message }) =>
      [line === 0 ? file : `${file}:${String(line)}`, ...(key === '' ? [] : [key]), message].join(': '),
    )
    .join('\n');
}
