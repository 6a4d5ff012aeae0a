import { modelOptions, prop } from '@typegoose/typegoose';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '../domain/reward';

/** The last acknowledgement of a grant. */
@modelOptions({ schemaOptions: { _id: false } })
export class StoredDelivery {
  // Not required: a grant that is not acknowledged has no delivery, and so no state.
  @prop({ enum: DELIVERY_OUTCOMES, type: String })
  state!: DeliveryOutcome;

  @prop({ type: String, default: null })
  reference!: string | null;

  @prop({ required: true })
  at!: Date;

  /** Acknowledgements that changed the state. */
  @prop({ required: true })
  attempts!: number;
}
