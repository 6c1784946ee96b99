/** What closing a composite takes beside waiting for running calls, in milliseconds. */
export const closingMs = 2000;
