import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';

/** What a valid access token proves: which account and which login it was signed for, and no more. */
export interface AccessProof {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * Who asks, in one operation. Role, disabled state and login come from the database, never from the token.
 */
export class ViewerSource {
  private viewer: Promise<Viewer | null> | null = null;

  constructor(
    /** Null: no token, or a bad or expired one: the caller is anonymous. */
    readonly proof: AccessProof | null,
    private readonly findViewer: (proof: AccessProof) => Promise<Viewer | null>,
  ) {}

  /** The viewer as read last in this operation; read now if not yet. */
  find(): Promise<Viewer | null> {
    this.viewer ??= this.proof === null ? Promise.resolve(null) : this.findViewer(this.proof);
    return this.viewer;
  }

  /** Forgets what was read, so that each mutation of one document is judged on the present role. */
  forget(): void {
    this.viewer = null;
  }

  /** @throws AppError UNAUTHENTICATED */
  async require(): Promise<Viewer> {
    const viewer = await this.find();
    if (viewer === null) throw new AppError('UNAUTHENTICATED');
    return viewer;
  }

  /** @throws AppError UNAUTHENTICATED */
  requireProof(): AccessProof {
    if (this.proof === null) throw new AppError('UNAUTHENTICATED');
    return this.proof;
  }
}
