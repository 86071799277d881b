DROP TABLE verification_locks;
