import AWS from "bridgehead";

const logged = (value: unknown) => value;

@logged
class Orders {
  id = AWS;
}
