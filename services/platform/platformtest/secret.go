package platformtest

// InternalSecret is what the services of every system of the tests share: whoever
// holds it can speak as one of them.
const InternalSecret = internalSecret
