/** Where a request comes from. Stored, except for USER, whose rows have no such field. */
export const REQUEST_SOURCES = ['USER', 'SERVICE', 'PAYOUT'] as const;
export type RequestSource = (typeof REQUEST_SOURCES)[number];

export const USER_SOURCE = 'USER' satisfies RequestSource;
