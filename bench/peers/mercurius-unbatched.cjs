require('./unbatched.cjs');
require('./mercurius.cjs');
