/** Something in a scenario file, or in what it points at, that keeps the scenario from being run. */
export interface ScenarioProblem {
  /** The file it is in, as it was named to the reader. */
  readonly file: string;
  /** From 1; 0 where the problem is about the whole file. */
  readonly line: number;
  /** From 1; 0 where the problem is about the whole file or line. */
  readonly column: number;
  /** The key it is about, from the top of the file, as `cases[0].expect.gaps[1].reason`; empty: the file. */
  readonly key: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** A problem as one line: `file:line:column: key: message`, without what is not known. */
export function renderProblem({ file, line, column, key, message }: ScenarioProblem): string {
  const place = [file, ...(line === 0 ? [] : [line, ...(column === 0 ? [] : [column])])].join(':');
  return `${place}: ${key === '' ? '' : `${key}: `}${message}`;
}
