DROP TABLE IF EXISTS search_locks;
