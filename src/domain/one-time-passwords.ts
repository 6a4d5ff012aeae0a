/** How long a one-time password can be exchanged for a password of the owner's choice. */
export const ONE_TIME_PASSWORD_HOURS = 24;

/** Without letters and digits that look alike. */
export const ONE_TIME_PASSWORD_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Letters in groups, 79 bits: nobody guesses one in its lifetime. */
export const ONE_TIME_PASSWORD_GROUPS = 4;
export const ONE_TIME_PASSWORD_GROUP_LETTERS = 4;
