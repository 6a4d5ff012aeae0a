import type { ServiceKeyCaller } from './service-key-verifier';
import type { Role, Viewer } from '../domain/viewer';
import { AppError } from '../errors';

/** What a valid access token proves: which account and which login it was signed for, and no more. */
export interface AccessProof {
  readonly userId: string;
  readonly sessionId: string;
}

/** Who sends an operation. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'account'; readonly viewer: Viewer }
  | { readonly kind: 'serviceKey'; readonly key: ServiceKeyCaller };

/** A service key that came instead of an access token. */
export interface KeyProof {
  /** @throws AppError INVALID_SERVICE_KEY; RATE_LIMITED when the network sends too many invalid keys */
  verify(): Promise<ServiceKeyCaller>;
  /** Counts an operation of the key. @throws AppError RATE_LIMITED */
  count(key: ServiceKeyCaller): Promise<void>;
}

/**
 * Who asks, in one operation: an account, a service key or nobody. Role, disabled state and login come from the database, never from the token.
 */
export class ViewerSource {
  private viewer: Promise<Viewer | null> | null = null;
  private lastRole: Role | null = null;
  private key: Promise<ServiceKeyCaller> | null = null;
  private isCounted = false;
  private verifiedKeyId: string | null = null;

  constructor(
    /** Null: no token, a bad or expired one, or a service key. */
    readonly proof: AccessProof | null,
    private readonly findViewer: (proof: AccessProof) => Promise<Viewer | null>,
    private readonly keyProof: KeyProof | null = null,
  ) {}

  /** Whether a service key was presented; it may turn out to be invalid. */
  get isServiceKey(): boolean {
    return this.keyProof !== null;
  }

  /** @throws AppError INVALID_SERVICE_KEY; RATE_LIMITED when the key has sent too many operations */
  async caller(): Promise<Caller> {
    if (this.keyProof !== null) return { kind: 'serviceKey', key: await this.readKey(this.keyProof) };
    const viewer = await this.find();
    return viewer === null ? { kind: 'anonymous' } : { kind: 'account', viewer };
  }

  /** @throws AppError UNAUTHENTICATED, FORBIDDEN for an account, INVALID_SERVICE_KEY, RATE_LIMITED */
  async requireServiceKey(): Promise<ServiceKeyCaller> {
    const caller = await this.caller();
    if (caller.kind === 'serviceKey') return caller.key;
    throw new AppError(caller.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
  }

  private readKey(proof: KeyProof): Promise<ServiceKeyCaller> {
    this.key ??= this.admitKey(proof);
    return this.key;
  }

  private async admitKey(proof: KeyProof): Promise<ServiceKeyCaller> {
    const key = await proof.verify();
    this.verifiedKeyId = key.id;
    // An operation is counted once, however many mutations its document has; one beyond the limit runs none of them.
    if (!this.isCounted) await proof.count(key);
    this.isCounted = true;
    return key;
  }

  /** The key that sends the operation, once it was verified. */
  get serviceKeyId(): string | null {
    return this.verifiedKeyId;
  }

  /** The viewer as read last in this operation; read now if not yet. */
  find(): Promise<Viewer | null> {
    this.viewer ??= this.proof === null ? Promise.resolve(null) : this.read(this.proof);
    return this.viewer;
  }

  /**
   * For the log: the role that the operation was last judged by, SERVICE_KEY or ANONYMOUS; null: the caller was not
   * judged, or its key was refused.
   */
  get roleWord(): string | null {
    if (this.keyProof !== null) return this.verifiedKeyId === null ? null : 'SERVICE_KEY';
    return this.lastRole ?? (this.proof === null ? 'ANONYMOUS' : null);
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

  /** Forgets what was read, so that each mutation of one document is judged on the present rights. */
  forget(): void {
    this.viewer = null;
    this.key = null;
  }

  /** @throws AppError UNAUTHENTICATED, FORBIDDEN for a service key: it is not an account */
  async require(): Promise<Viewer> {
    if (this.isServiceKey) throw new AppError('FORBIDDEN');
    const viewer = await this.find();
    if (viewer === null) throw new AppError('UNAUTHENTICATED');
    return viewer;
  }

  /** @throws AppError UNAUTHENTICATED, FORBIDDEN for a service key */
  requireProof(): AccessProof {
    if (this.isServiceKey) throw new AppError('FORBIDDEN');
    if (this.proof === null) throw new AppError('UNAUTHENTICATED');
    return this.proof;
  }
}
