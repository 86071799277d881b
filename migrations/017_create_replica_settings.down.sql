DROP TABLE replica_settings;
