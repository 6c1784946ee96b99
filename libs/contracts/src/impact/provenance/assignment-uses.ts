import type { DescField } from '@bufbuild/protobuf';
import { typeOfField, type Assignment, type ValueType } from '@tributary/language';
import { tellWhole, type TellUse, type UseKind } from './step-use.ts';

/** The rule by which a value is converted. */
type ElementRule = Extract<Assignment, { kind: 'convert' }>['rule'];
type MessageRule = Extract<ElementRule, { kind: 'message' }>['rule'];

/** What becomes of a value's bytes that are assigned as they are, and of the fields that a conversion fills. */
export interface Target {
  readonly passed: UseKind;
  /** Undefined: fields filled by a conversion are of no interest. */
  readonly filled: UseKind | undefined;
}

/** Tells what assigning a value uses. `to` is the type of what it is assigned to. */
export function tellAssignment(assignment: Assignment, to: ValueType, target: Target, tell: TellUse): void {
  switch (assignment.kind) {
    case 'same':
      tellWhole(to, target.passed, tell);
      return;
    case 'convert':
      tellRule(assignment.rule, assignment.from, assignment.to, target, tell, new Set());
      return;
    case 'evaluate':
      tellWhole(to, 'reads', tell);
      return;
    case 'write':
      tellAssignment(assignment.next, to, target, tell);
      return;
    case 'list':
      tellAssignment(assignment.element, to.kind === 'list' ? to.element : to, target, tell);
      return;
    case 'compose':
      // What is read of the value the message that is made of it says itself.
      return;
  }
}

function tellRule(
  rule: ElementRule,
  from: ValueType,
  to: ValueType,
  target: Target,
  tell: TellUse,
  walked: Set<MessageRule>,
): void {
  switch (rule.kind) {
    case 'same':
      tellWhole(to, target.passed, tell);
      return;
    case 'number':
    case 'wrapper':
      return;
    case 'enum':
      tellWhole(from, 'converts', tell);
      if (target.filled !== undefined) tellWhole(to, 'converts', tell);
      return;
    case 'message':
      if (walked.has(rule.rule)) return;
      walked.add(rule.rule);
      for (const field of rule.rule.fields) {
        tell('reads', symbolOf(field.from.desc), 'exact');
        if (target.filled !== undefined) tell(target.filled, symbolOf(field.to.desc), 'exact');
        tellRule(
          field.element,
          elementOf(typeOfField(field.from.desc)),
          elementOf(typeOfField(field.to.desc)),
          target,
          tell,
          walked,
        );
      }
  }
}

function elementOf(type: ValueType): ValueType {
  return type.kind === 'list' ? type.element : type;
}

/** A field's full name. */
export function symbolOf(field: DescField): string {
  return `${field.parent.typeName}.${field.name}`;
}
