/** Domain of the ErrorInfo in this service's errors (AIP-193). */
export const ERROR_DOMAIN = 'cinemas.movienight.example';
