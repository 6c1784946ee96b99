/** Nothing to complain about. */
export const clean = 0;

/** It ran, and found something: errors of a composition, cases that failed. */
export const foundSomething = 100;

/** It could not run, or a call ended with a status other than OK. */
export const couldNotRun = 1;
