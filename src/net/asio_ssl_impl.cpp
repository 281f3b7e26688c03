// Asio's TLS code, compiled here once for the whole program.
#include <boost/asio/ssl/impl/src.hpp>
