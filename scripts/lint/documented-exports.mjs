// @ts-check
/**
 * A lint rule: what a file exports says what it is, in a doc comment right before it. Exports of names declared elsewhere
 * (`export { x } from`), overloads after the first, and what stands on the line right after a documented export need none.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const documentedExports = {
  meta: {
    type: 'suggestion',
    messages: { missing: 'An export without a doc comment: say what `{{name}}` is (TSDoc).' },
    schema: [],
  },
  create(context) {
    /** @type {Set<string>} */
    const documented = new Set();
    let documentedUpToLine = Number.NaN;
    return {
      'ExportNamedDeclaration[declaration!=null]'(/** @type {any} */ node) {
        const { declaration } = node;
        const names = declaration.declarations ?? [declaration];
        const name = names.map((/** @type {any} */ one) => one.id?.name ?? 'it').join(', ');
        const before = context.sourceCode.getCommentsBefore(declaration.decorators?.[0] ?? node);
        const comment = before.concat(context.sourceCode.getCommentsBefore(node)).at(-1);
        const isDocumented =
          (comment?.type === 'Block' && comment.value.startsWith('*')) ||
          documented.has(name) ||
          node.loc.start.line === documentedUpToLine + 1;
        if (isDocumented) {
          documented.add(name);
          documentedUpToLine = node.loc.end.line;
        } else context.report({ node, messageId: 'missing', data: { name } });
      },
    };
  },
};
