import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { LintRuleId } from './lint-rules.ts';

/** What a rule has to say of a method. */
export interface Objection {
  readonly rule: LintRuleId;
  readonly message: string;
  readonly note: string;
}

/** A method and what rules look at besides. */
export interface LintedMethod {
  readonly method: DescMethod;
  /** Its comment, without marks; undefined: the descriptors have no comments. */
  readonly comment: string | undefined;
  /** The comment of its service. */
  readonly serviceComment: string | undefined;
  /** The keys that elements of lists carry, anywhere in the contract, as "movie_id", and who does. */
  readonly listedKeys: ReadonlyMap<string, ReadonlySet<string>>;
}

// Where files, services and methods stand in the numbers of descriptor.proto.
const serviceNumber = 6;
const methodNumber = 2;

/** The comment in front of a method; undefined where the descriptors have no comments. */
export function commentOfMethod(method: DescMethod): string | undefined {
  const { parent } = method;
  return commentAt(parent, [methodNumber, parent.proto.method.indexOf(method.proto)]);
}

/** The comment in front of a service; undefined where the descriptors have no comments. */
export function commentOfService(service: DescService): string | undefined {
  return commentAt(service, []);
}

function commentAt(service: DescService, path: readonly number[]): string | undefined {
  const info = service.file.proto.sourceCodeInfo;
  if (info === undefined || info.location.length === 0) return undefined;
  const whole = [serviceNumber, service.file.proto.service.indexOf(service.proto), ...path];
  const location = info.location.find(
    (one) => one.path.length === whole.length && one.path.every((number, i) => number === whole[i]),
  );
  return location?.leadingComments ?? '';
}
