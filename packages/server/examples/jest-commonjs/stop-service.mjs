export default () => globalThis.orderService.stop();
