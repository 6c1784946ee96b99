import { type ConfigurationProblem, renderConfigurationProblems } from '@tributary/configuration';
import { type Finding, renderFindings } from '@tributary/language';
import { type ProtoProblem, renderProtoProblems } from '@tributary/protos';

/** Why a composite cannot start. */
export type StartProblem =
  | { readonly kind: 'configuration'; readonly problems: readonly ConfigurationProblem[] }
  /** `root`: the folder that files are relative to. */
  | { readonly kind: 'protos'; readonly root: string; readonly problems: readonly ProtoProblem[] }
  /** Among the findings is at least one error; `root` as above. */
  | { readonly kind: 'compositions'; readonly root: string; readonly findings: readonly Finding[] };

/**
 * A composite cannot start, for reasons in what it was given: all of them, with their places. Its message is ready for
 * people; `problem` is for those who show it in another way.
 */
export class CompositeStartError extends Error {
  readonly problem: StartProblem;

  constructor(problem: StartProblem) {
    super(textOf(problem));
    this.name = 'CompositeStartError';
    this.problem = problem;
  }
}

function textOf(problem: StartProblem): string {
  switch (problem.kind) {
    case 'configuration':
      return renderConfigurationProblems(problem.problems);
    case 'protos':
      return renderProtoProblems(problem.problems, problem.root);
    case 'compositions':
      return renderFindings(problem.findings, 'text', { root: withSlash(problem.root) });
  }
}

function withSlash(root: string): string {
  return root === '' || root.endsWith('/') ? root : `${root}/`;
}
