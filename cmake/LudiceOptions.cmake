# Compiler settings shared by every target, and the libraries from the distribution.
option(LUDICE_TESTS "Build the tests" OFF)
option(LUDICE_BENCH "Build the benchmarks" OFF)
option(LUDICE_WERROR "Warnings are errors" OFF)
set(LUDICE_SANITIZE "" CACHE STRING "address (with undefined; by clang with its libFuzzer, and coverage) or thread")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")
set(CMAKE_EXE_LINKER_FLAGS_DEV "")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_SLOPPINESS=time_macros ${CCACHE})
endif()

if(NOT CMAKE_UNITY_BUILD_BATCH_SIZE)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False warnings of GCC 12: strings at -O2, and coroutine frames.
  add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-mismatched-new-delete -Wno-maybe-uninitialized
                      -Wno-tsan -Wno-array-bounds -Wno-dangling-pointer)
  if(CMAKE_UNITY_BUILD)  # meant for headers, and given for sources that are compiled as one
    add_compile_options(-Wno-subobject-linkage)
  endif()
endif()
if(LUDICE_WERROR)
  add_compile_options(-Werror)
endif()

# Modules of many lines, of which tests run few at a time: unoptimised they compile in a third of the time.
if(LUDICE_SANITIZE)
  set(LUDICE_UNOPTIMISED_MODULES net telegram amqp redis jobs legacy api bot sandbox ops app)
endif()

if(LUDICE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # What the fuzzers run tells them where an input went; of what they are there for, the lines walked are counted.
    set(LUDICE_GUIDED_MODULES base domain async store net telegram ton service legacy api bot ops)
    set(LUDICE_COUNTED_MODULES base domain net telegram ton legacy api bot ops)
    set(LUDICE_GUIDED -fsanitize=fuzzer-no-link)
    set(LUDICE_COUNTED -fprofile-instr-generate -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate)
  endif()
elseif(LUDICE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_library(HIREDIS_LIBRARY hiredis REQUIRED)
find_library(RABBITMQ_LIBRARY rabbitmq REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PNG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)

# Every Asio and Boost.JSON setting in one place: compiled once, never header by header.
add_library(ludice_asio INTERFACE)
target_compile_definitions(ludice_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(ludice_asio INTERFACE Boost::headers Threads::Threads)
