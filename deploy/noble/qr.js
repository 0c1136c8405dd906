// QR codes made and read on the device: what they carry must not pass the server.
export { default as encode } from "qr";
export { default as decode } from "qr/decode.js";
