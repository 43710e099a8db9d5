// Where the course's site is, as seen from the page: nowhere, until `make pages` puts this beneath it.
export const SITE = "";
