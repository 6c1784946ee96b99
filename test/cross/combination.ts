/** What becomes of a call. */
export const outcomes = {
  ok: { kind: 'reply' },
  error: { kind: 'status', code: 'UNAVAILABLE', text: 'down' },
  notFound: { kind: 'status', code: 'NOT_FOUND', text: 'no such part' },
  cancelled: { kind: 'status', code: 'CANCELLED', text: 'gave up' },
  /** A code that some compositions declare to mean "there is none". */
  absent: { kind: 'status', code: 'OUT_OF_RANGE', text: 'beyond the last' },
  timeout: { kind: 'hang' },
  malformed: { kind: 'malformed' },
  /** A reply of a batch without an item for the key. */
  missing: { kind: 'missing' },
} as const;

export type OutcomeName = keyof typeof outcomes;

/** Where the call stands: of a field, of each element of a list, of a batch, of a let, of a message in place. */
export const shapes = ['single', 'element', 'batch', 'let', 'inside'] as const;
export type Shape = (typeof shapes)[number];

/** What is said of it; `dropped` is `optional_elements` on the list. */
export const treatments = ['required', 'optional', 'fallback', 'dropped'] as const;
export type Treatment = (typeof treatments)[number];

/** One composite method. */
export interface Combination {
  readonly shape: Shape;
  readonly treatment: Treatment;
  /** It says `absent: OUT_OF_RANGE`. */
  readonly declaresAbsent: boolean;
}

/** All there are. */
export const combinations: readonly Combination[] = shapes.flatMap((shape) =>
  treatments
    .filter((treatment) => treatment !== 'dropped' || shape === 'element' || shape === 'batch')
    .flatMap((treatment) => [false, true].map((declaresAbsent) => ({ shape, treatment, declaresAbsent }))),
);

/** The outcomes that a call of this shape can have. */
export function outcomesOf({ shape }: Combination): readonly OutcomeName[] {
  const names = Object.keys(outcomes) as OutcomeName[];
  return names.filter((name) => name !== 'missing' || shape === 'batch');
}

/** As a name of a message: `OptionalBatch`, `RequiredLetAbsent`. */
export function nameOf({ shape, treatment, declaresAbsent }: Combination): string {
  return `${capital(treatment)}${capital(shape)}${declaresAbsent ? 'Absent' : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
