/** Something that keeps protos from being read: a mistake in one of them, or a file that is not there. */
export interface ProtoProblem {
  /** Relative to the folder that was compiled; the folder or the descriptor set itself where no file of it is meant. */
  readonly file: string;
  /** From 1; 0 where the problem is about the whole file. */
  readonly line: number;
  /** From 1; 0 where the problem is about the whole file. */
  readonly column: number;
  readonly message: string;
}

/**
 * Problems as lines of `file:line:column: message`, to be read by people and editors.
 *
 * @param root - put in front of the names of files that have a line: the folder they are relative to
 */
export function renderProtoProblems(problems: readonly ProtoProblem[], root = ''): string {
  const prefix = root === '' || root.endsWith('/') ? root : `${root}/`;
  return problems
    .map(({ file, line, column, message }) =>
      line === 0 ? `${file}: ${message}` : `${prefix}${file}:${String(line)}:${String(column)}: ${message}`,
    )
    .join('\n');
}
