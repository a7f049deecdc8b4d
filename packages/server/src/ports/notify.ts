/** Called when this process has committed a change, so that the relay and the live feed read its event at once. */
export type Notify = () => void;
