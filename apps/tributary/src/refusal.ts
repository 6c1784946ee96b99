/** Thrown where a command cannot do what it was asked for, by a mistake that its user can mend: the text says how. */
export class Refusal extends Error {}
