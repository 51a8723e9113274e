-- Sends one request over and over: what stands before the token, the next token, what stands after it. The folder named by
-- VESTIBULE_BENCH_FOLDER holds all three; each thread goes round the tokens from a place of its own.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init()
    local folder = os.getenv("VESTIBULE_BENCH_FOLDER")
    local function read(name)
        local file = assert(io.open(folder .. "/" .. name, "rb"))
        local text = file:read("*a")
        file:close()
        return text
    end
    before, after, tokens = read("before"), read("after"), {}
    for token in read("tokens"):gmatch("[^\n]+") do
        tokens[#tokens + 1] = token
    end
    place = math.floor(number * #tokens / 2)
end

function request()
    if #tokens == 0 then
        return before .. after
    end
    place = place % #tokens + 1
    return before .. tokens[place] .. after
end
