/** Members that one call adds. */
export const AUDIENCE_ADD_MAX = 200;
export const AUDIENCE_MEMBERS_MAX = 1_000_000;
