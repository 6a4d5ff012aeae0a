import type { Role, Viewer } from '../domain/viewer';
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
  private lastRole: Role | null = null;

  constructor(
    /** Null: no token, or a bad or expired one: the caller is anonymous. */
    readonly proof: AccessProof | null,
    private readonly findViewer: (proof: AccessProof) => Promise<Viewer | null>,
  ) {}

  /** The viewer as read last in this operation; read now if not yet. */
  find(): Promise<Viewer | null> {
    this.viewer ??= this.proof === null ? Promise.resolve(null) : this.read(this.proof);
    return this.viewer;
  }

  /** The role that the operation was last judged by, for the log; null: anonymous, or not judged. */
  get role(): Role | null {
    return this.lastRole;
  }

  /** A batch judged the role with the facts that it read. */
  judgedAs(role: Role): void {
    this.lastRole = role;
  }

  private async read(proof: AccessProof): Promise<Viewer | null> {
    const viewer = await this.findViewer(proof);
    this.lastRole = viewer?.role ?? null;
    return viewer;
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
