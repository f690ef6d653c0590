export * from '../commonjs/generated/types.js';
export { typesExperimental_js as Experimental };
export { ClientNotifications, ClientRequests, ServerNotifications, ServerRequests } from '../commonjs/generated/methods.js';
