#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/read/error.hpp>
#ifdef PROFLENS_WITH_COMPRESS
#include <zlib.h>
#include <zstd.h>
#endif

namespace proflens::read {

/// Gives the next bytes, less than asked for only at the end.
using byte_source = std::function<std::size_t(char* to, std::size_t bytes)>;

enum class compression : std::uint8_t { none, gzip, zstd };

/// Told by the first bytes, whatever the name says.
constexpr compression compression_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b")) return compression::gzip;
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return compression::zstd;
  return compression::none;
}

#ifdef PROFLENS_WITH_COMPRESS

/// Compressed bytes on their way into a decoder, and the error that names how far they were read.
class compressed_input {
 public:
  compressed_input(byte_source source, std::string name, std::string_view format)
      : source_(std::move(source)), name_(std::move(name)), format_(format), bytes_(64 * 1024) {}

  /// Replaces used up input by the next; false at the end of the file.
  bool refill() {
    offset_ += size_;
    size_ = source_(reinterpret_cast<char*>(bytes_.data()), bytes_.size());
    return size_ != 0;
  }
  unsigned char* data() { return bytes_.data(); }
  std::size_t size() const { return size_; }

  /// `left`: bytes of the present input that the decoder had not taken when it failed.
  [[noreturn]] void fail(std::string_view what, std::size_t left) const {
    throw error(name_ + ": " + std::string(what) + " at byte " +
                std::to_string(offset_ + size_ - left) + " of the " + format_ +
                " file; compress the log again, or decompress what is left of it");
  }

 private:
  byte_source source_;
  std::string name_, format_;
  std::vector<unsigned char> bytes_;
  std::size_t size_ = 0;
  std::uint64_t offset_ = 0;
};

/// The bytes of a gzip file, of all its members. Throws `read::error` where it is damaged or cut.
class gzip_decoder {
 public:
  gzip_decoder(byte_source source, std::string name)
      : input_(std::move(source), std::move(name), "gzip"), stream_(new z_stream{}) {
    if (inflateInit2(stream_.get(), 15 + 16) != Z_OK) input_.fail("no memory to decompress", 0);
  }

  std::size_t operator()(char* to, std::size_t bytes) {
    std::size_t done = 0;
    while (done < bytes && !is_at_end_) {
      // Bytes that are decoded and not given yet are no loss here: the end of a member is only
      // taken behind its last byte, so the file cannot end before they are given.
      if (stream_->avail_in == 0 && !refill()) break;
      if (is_between_members_) start_member();
      if (is_at_end_) break;
      done += inflate_some(to + done, bytes - done);
    }
    return done;
  }

 private:
  struct close_stream {
    void operator()(z_stream* stream) const {
      inflateEnd(stream);
      delete stream;
    }
  };

  bool refill() {
    if (!input_.refill()) {
      if (!is_between_members_) input_.fail("the stream is cut", 0);
      is_at_end_ = true;
      return false;
    }
    stream_->next_in = input_.data();
    stream_->avail_in = static_cast<uInt>(input_.size());
    return true;
  }

  /// Zeros behind the last member are padding, as gzip itself has it.
  void start_member() {
    while (stream_->avail_in != 0 && *stream_->next_in == 0 && has_member_) {
      ++stream_->next_in;
      if (--stream_->avail_in == 0 && !refill()) return;
    }
    inflateReset(stream_.get());
    is_between_members_ = false;
    has_member_ = true;
  }

  std::size_t inflate_some(char* to, std::size_t bytes) {
    const auto room = static_cast<uInt>(std::min<std::size_t>(bytes, 1u << 30));
    stream_->next_out = reinterpret_cast<Bytef*>(to);
    stream_->avail_out = room;
    const int status = ::inflate(stream_.get(), Z_NO_FLUSH);
    if (status == Z_STREAM_END)
      is_between_members_ = true;
    else if (status != Z_OK && status != Z_BUF_ERROR)
      input_.fail("the stream is damaged", stream_->avail_in);
    return room - stream_->avail_out;
  }

  compressed_input input_;
  std::unique_ptr<z_stream, close_stream> stream_;
  bool is_between_members_ = true, has_member_ = false, is_at_end_ = false;
};

/// The bytes of a zstd file, of all its frames. Throws `read::error` where it is damaged or cut.
class zstd_decoder {
 public:
  zstd_decoder(byte_source source, std::string name)
      : input_(std::move(source), std::move(name), "zstd"), stream_(ZSTD_createDStream()) {
    if (!stream_) input_.fail("no memory to decompress", 0);
    // Refuses frames that ask for more than 128 MiB of window, zstd's own limit.
    ZSTD_initDStream(stream_.get());
  }

  std::size_t operator()(char* to, std::size_t bytes) {
    ZSTD_outBuffer out{to, bytes, 0};
    while (out.pos < out.size) {
      // As with gzip: zstd holds the last byte of a frame back until all of it was given.
      if (in_.pos == in_.size && !refill()) break;
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(hint) != 0)
        input_.fail(std::string("the stream is damaged (") + ZSTD_getErrorName(hint) + ")",
                    in_.size - in_.pos);
      is_between_frames_ = hint == 0;
    }
    return out.pos;
  }

 private:
  struct close_stream {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  bool refill() {
    if (!input_.refill()) {
      if (!is_between_frames_) input_.fail("the stream is cut", 0);
      return false;
    }
    in_ = {input_.data(), input_.size(), 0};
    return true;
  }

  compressed_input input_;
  std::unique_ptr<ZSTD_DStream, close_stream> stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool is_between_frames_ = true;
};

/// The decompressed bytes of `source`; `name` is for messages.
inline byte_source decompressed(compression kind, byte_source source, const std::string& name) {
  // std::function wants copies; a decoder has none.
  if (kind == compression::gzip) {
    const auto decoder = std::make_shared<gzip_decoder>(std::move(source), name);
    return [decoder](char* to, std::size_t bytes) { return (*decoder)(to, bytes); };
  }
  if (kind == compression::zstd) {
    const auto decoder = std::make_shared<zstd_decoder>(std::move(source), name);
    return [decoder](char* to, std::size_t bytes) { return (*decoder)(to, bytes); };
  }
  return source;
}

#else

inline byte_source decompressed(compression kind, byte_source source, const std::string& name) {
  if (kind != compression::none)
    throw error(name + ": is compressed with " + (kind == compression::gzip ? "gzip" : "zstd") +
                ", and this program was built without the component \"compress\"; decompress the "
                "file, or build with find_package(proflens COMPONENTS compress)");
  return source;
}

#endif

}  // namespace proflens::read
