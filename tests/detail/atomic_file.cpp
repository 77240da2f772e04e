// What a user loses when this is wrong is yesterday's figure. So every failure is made to happen
// and each time the previous output must be whole and no temporary file left.
#include <proflens/detail/atomic_file.hpp>

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace fs = std::filesystem;
using proflens::detail::atomic_file;
using proflens::detail::write_atomically;

namespace {

class scratch_folder {
 public:
  scratch_folder() {
    std::string name = (fs::temp_directory_path() / "proflens_atomic_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~scratch_folder() { fs::remove_all(path_); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }
  const fs::path& path() const { return path_; }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator{path_}, fs::directory_iterator{});
  }

 private:
  fs::path path_;
};

void put(const fs::path& path, const std::string& text) { std::ofstream{path} << text; }

std::string content(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

template <class Function>
std::string message_of(Function function) {
  try {
    function();
  } catch (const proflens::error& error) {
    return error.what();
  }
  return "nothing thrown";
}

mode_t permissions(const fs::path& path) {
  struct stat found {};
  ::stat(path.c_str(), &found);
  return found.st_mode & 07777;
}

/// Root may write anywhere; for a while we are nobody.
class without_privileges {
 public:
  without_privileges() { as_root_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
  ~without_privileges() {
    if (as_root_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool as_root_ = false;
};

class file_size_limit {
 public:
  explicit file_size_limit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~file_size_limit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("atomic_file: a new file holds the bytes and has the permissions of the umask") {
  const scratch_folder folder;
  const mode_t before = ::umask(027);
  write_atomically(folder / "a.json", std::string_view{"a\0b", 3});
  ::umask(before);
  CHECK(content(folder / "a.json") == std::string("a\0b", 3));
  CHECK(permissions(folder / "a.json") == 0640);
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic_file: an empty file is written too") {
  const scratch_folder folder;
  write_atomically(folder / "empty", "");
  CHECK(fs::exists(folder / "empty"));
  CHECK(fs::file_size(folder / "empty") == 0);
}

TEST_CASE("atomic_file: an existing file is replaced and keeps its permissions") {
  const scratch_folder folder;
  put(folder / "a", "old and longer");
  ::chmod((folder / "a").c_str(), 0604);
  write_atomically(folder / "a", "new");
  CHECK(content(folder / "a") == "new");
  CHECK(permissions(folder / "a") == 0604);
}

TEST_CASE("atomic_file: before the commit the previous file stands") {
  const scratch_folder folder;
  put(folder / "a", "old");
  atomic_file file{folder / "a"};
  file.write(std::string(200'000, 'x'));
  CHECK(content(folder / "a") == "old");
  CHECK(folder.entries() == 2);
  file.commit();
  CHECK(content(folder / "a") == std::string(200'000, 'x'));
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic_file: pieces of every size arrive in order") {
  const scratch_folder folder;
  std::string whole;
  atomic_file file{folder / "a"};
  for (std::size_t size : {1u, 65'535u, 2u, 65'536u, 65'537u, 0u, 300'000u, 3u}) {
    const std::string piece(size, static_cast<char>('a' + whole.size() % 26));
    file.write(piece);
    whole += piece;
  }
  file.commit();
  CHECK(content(folder / "a") == whole);
}

TEST_CASE("atomic_file: without a commit nothing changes and nothing is left") {
  const scratch_folder folder;
  put(folder / "a", "old");
  {
    atomic_file file{folder / "a"};
    file.write("half");
  }
  CHECK(content(folder / "a") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic_file: two writers of one target do not disturb each other") {
  const scratch_folder folder;
  atomic_file first{folder / "a"};
  atomic_file second{folder / "a"};
  first.write("first");
  second.write("second");
  second.commit();
  first.commit();
  CHECK(content(folder / "a") == "first");
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic_file: a link stays and what it points to is replaced") {
  const scratch_folder folder;
  fs::create_directory(folder / "real");
  put(folder / "real/a", "old");
  fs::create_symlink("real/a", folder / "link");
  write_atomically(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(content(folder / "real/a") == "new");

  fs::create_symlink("real/b", folder / "to_nothing_yet");
  write_atomically(folder / "to_nothing_yet", "born");
  CHECK(content(folder / "real/b") == "born");

  fs::create_symlink("circle", folder / "circle");
  CHECK_THROWS_AS(write_atomically(folder / "circle", "x"), proflens::error);
}

TEST_CASE("atomic_file: devices and fifos are written directly") {
  write_atomically("/dev/null", "lost");
  CHECK(fs::is_character_file("/dev/null"));

  const scratch_folder folder;
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  std::string read;
  std::thread reader{[&] { read = content(folder / "fifo"); }};
  write_atomically(folder / "fifo", "through");
  reader.join();
  CHECK(read == "through");
  CHECK(fs::is_fifo(folder / "fifo"));
}

TEST_CASE("atomic_file: a reader that goes away is an error and does not end the process") {
  const scratch_folder folder;
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const int reader = ::open((folder / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
  atomic_file file{folder / "fifo"};
  ::close(reader);
  const std::string message = message_of([&] {
    file.write("lost");
    file.commit();
  });
  CHECK_MESSAGE(message.find("its reader went away") != message.npos, message);
  sigset_t pending, blocked;
  ::sigpending(&pending);
  CHECK_FALSE(sigismember(&pending, SIGPIPE));
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  CHECK_FALSE(sigismember(&blocked, SIGPIPE));
}

TEST_CASE("atomic_file: an open descriptor that is a file is appended to, not replaced") {
  const scratch_folder folder;
  put(folder / "log", "before,");
  const int descriptor = ::open((folder / "log").c_str(), O_WRONLY | O_APPEND);
  write_atomically("/dev/fd/" + std::to_string(descriptor), "after");
  ::close(descriptor);
  CHECK(content(folder / "log") == "before,after");
}

TEST_CASE("atomic_file: a missing folder is named in the error") {
  const scratch_folder folder;
  const std::string message = message_of([&] { write_atomically(folder / "no/a.png", "x"); });
  CHECK(message == "cannot write " + (folder / "no/a.png").string() +
                       ": No such file or directory: the folder " + (folder / "no").string() +
                       " does not exist; create it first");
  CHECK(folder.entries() == 0);
}

TEST_CASE("atomic_file: a folder, or a name that can only be one, is no target") {
  const scratch_folder folder;
  fs::create_directory(folder / "sub");
  for (const char* name : {"sub", "sub/", "new/"}) {
    const std::string message = message_of([&] { write_atomically(folder / name, "x"); });
    CHECK_MESSAGE(message.find("name a file in it") != message.npos, message);
  }
  CHECK(folder.entries() == 1);
  CHECK_THROWS_AS(write_atomically("", "x"), proflens::error);
}

TEST_CASE("atomic_file: a file where a folder is needed, and a name that is too long") {
  const scratch_folder folder;
  put(folder / "file", "x");
  CHECK(message_of([&] { write_atomically(folder / "file/a", "x"); }).find("is a file, not a") !=
        std::string::npos);
  const std::string longest(255, 'n');
  write_atomically(folder.path() / longest, "fits");
  CHECK(content(folder.path() / longest) == "fits");
  CHECK(message_of([&] {
          write_atomically(folder.path() / (longest + 'n'), "x");
        }).find("shorter name") != std::string::npos);
  CHECK(folder.entries() == 2);
}

TEST_CASE("atomic_file: where one may not write, the previous file stays") {
  const scratch_folder folder;
  ::chmod(folder.path().c_str(), 0755);
  put(folder / "a", "old");
  ::chmod((folder / "a").c_str(), 0666);
  put(folder / "guarded", "old");
  ::chmod((folder / "guarded").c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
  {
    const without_privileges nobody;
    for (const char* name : {"a", "new", "guarded"}) {
      const std::string message = message_of([&] { write_atomically(folder / name, "x"); });
      CHECK_MESSAGE(message.find("you may not write there") != message.npos, message);
    }
    ::chmod(folder.path().c_str(), 0755);
  }
  ::chmod(folder.path().c_str(), 0777);
  {
    const without_privileges nobody;
    CHECK_THROWS_AS(write_atomically(folder / "guarded", "x"), proflens::error);
  }
  CHECK(content(folder / "a") == "old");
  CHECK(content(folder / "guarded") == "old");
  CHECK(folder.entries() == 2);
}

TEST_CASE("atomic_file: beyond the file size limit the process lives and the old file stays") {
  const scratch_folder folder;
  put(folder / "a", "old");
  std::string message;
  {
    const file_size_limit limit{100'000};
    message = message_of([&] { write_atomically(folder / "a", std::string(300'000, 'x')); });
  }
  CHECK_MESSAGE(message.find("size limit") != message.npos, message);
  CHECK(content(folder / "a") == "old");
  CHECK(folder.entries() == 1);
  sigset_t pending;
  ::sigpending(&pending);
  CHECK_FALSE(sigismember(&pending, SIGXFSZ));
  sigset_t blocked;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  CHECK_FALSE(sigismember(&blocked, SIGXFSZ));
}

TEST_CASE("atomic_file: on a full disk the old file stays") {
  const scratch_folder folder;
  fs::create_directory(folder / "disk");
  if (::mount("tmpfs", (folder / "disk").c_str(), "tmpfs", 0, "size=64k") != 0) {
    MESSAGE("mounting is not allowed here: not tested");
    return;
  }
  put(folder / "disk/a", "old");
  const std::string message =
      message_of([&] { write_atomically(folder / "disk/a", std::string(300'000, 'x')); });
  const std::string left = content(folder / "disk/a");
  const auto entries = std::distance(fs::directory_iterator{folder / "disk"}, {});
  ::umount((folder / "disk").c_str());
  CHECK_MESSAGE(message.find("the disk is full") != message.npos, message);
  CHECK(left == "old");
  CHECK(entries == 1);
}
