/** Tells the relay that a change was committed by this process. */
export type Notify = () => void;
