namespace cpp bench

service Rpc {
    void ping(),
    i64 lookup(1: i32 id, 2: i64 stamp, 3: double weight, 4: string name),
    i32 put(1: binary data)
}
