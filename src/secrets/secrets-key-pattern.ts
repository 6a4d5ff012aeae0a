/** 32 bytes in base64, padded or not. */
export const SECRETS_KEY_PATTERN = /^[A-Za-z0-9+/]{43}=?$/;
